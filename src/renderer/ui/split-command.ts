/**
 * Cuts a command line where it may be wrapped: before each flag, never inside one and never inside quotes. The parts
 * joined again are the same command line.
 */
export function splitCommand(command: string): readonly string[] {
  const parts: string[] = []
  let part = ''
  let quote: string | null = null
  for (let index = 0; index < command.length; index += 1) {
    const char = command.charAt(index)
    const flagFollows = char === ' ' && quote === null && command.charAt(index + 1) === '-'
    part += char
    if (quote === null && (char === "'" || char === '"')) quote = char
    else if (char === quote) quote = null
    if (flagFollows) {
      parts.push(part)
      part = ''
    }
  }
  return part === '' ? parts : [...parts, part]
}

/** The command lines of a text that may hold several, cut at line ends outside quotes; joined by line ends they are the text again. */
export function commandLines(text: string): readonly string[] {
  const lines: string[] = []
  let from = 0
  let quote: string | null = null
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charAt(index)
    if (quote === null && char === '\n') {
      lines.push(text.slice(from, index))
      from = index + 1
    } else if (quote === null && (char === "'" || char === '"')) quote = char
    else if (char === quote) quote = null
  }
  return [...lines, text.slice(from)]
}
