/**
 * Makes every byte that a terminal or a text renderer could act on visible: C0 and C1 controls become their pictures or
 * `\x9b` forms, bidirectional and zero-width characters become `\u202e` forms. Tab and newline stay only if asked for.
 */
export function withControlsShown(text: string, keepLines = false): string {
  let result = ''
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0
    if (keepLines && (code === 0x0a || code === 0x09)) result += char
    else if (code < 0x20) result += String.fromCodePoint(0x2400 + code)
    else if (code === 0x7f) result += '\u2421'
    else if (code >= 0x80 && code <= 0x9f) result += `\\x${code.toString(16)}`
    else if (isInvisible(code)) result += `\\u${code.toString(16).padStart(4, '0')}`
    else result += char
  }
  return result
}

function isInvisible(code: number): boolean {
  return (
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x2069) ||
    code === 0xfeff ||
    code === 0x061c ||
    code === 0x00ad
  )
}
