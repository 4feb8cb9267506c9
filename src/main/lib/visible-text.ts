/**
 * One picture that is seen (Unicode TR 51): a pictograph with the selector of its presentation, several of them joined,
 * or a keycap. In it selectors and joiners hide nothing; anywhere else they would.
 */
const picture =
  '\\p{Extended_Pictographic}\\p{Emoji_Modifier}?[\\ufe0e\\ufe0f]?' +
  '(?:\\u200d\\p{Extended_Pictographic}\\p{Emoji_Modifier}?\\ufe0f?)*|[0-9#*]\\ufe0f\\u20e3'

/** Controls, invisible and direction-changing characters: they hide or reorder what a person reads. */
const invisible =
  '[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}\\p{Variation_Selector}\\u115f\\u1160\\u17b4\\u17b5\\u3164\\uffa0]'

const pictureOrInvisible = new RegExp(`(?<picture>${picture})|${invisible}`, 'gu')

/** Untrusted text as one line in which nothing is hidden: such characters become `\u{…}`; long text is cut. */
export function visibleText(text: string, limit = 2_000): string {
  const shown = text
    .slice(0, limit)
    .split('\n')
    .map(withoutIndent)
    .join(' ')
    .replaceAll('\t', ' ')
    .replaceAll(pictureOrInvisible, (found, shownPicture: string | undefined) =>
      shownPicture === undefined ? `\\u{${(found.codePointAt(0) ?? 0).toString(16)}}` : found
    )
  return text.length > limit ? `${shown}…` : shown
}

/** Spaces and tabs only: trim() would swallow a byte order mark and other characters that have to be shown. */
function withoutIndent(line: string): string {
  let start = 0
  let end = line.length
  while (line[start] === ' ' || line[start] === '\t') start += 1
  while (end > start && (line[end - 1] === ' ' || line[end - 1] === '\t')) end -= 1
  return line.slice(start, end)
}
