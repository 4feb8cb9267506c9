/** Controls, invisible and direction-changing characters: they hide or reorder what a person reads. */
const invisible =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb]|\p{Surrogate}/gu

/** Untrusted text as one line in which nothing is hidden: such characters become `\u{…}`; long text is cut. */
export function visibleText(text: string, limit = 2_000): string {
  const shown = text
    .slice(0, limit)
    .replaceAll(/\s*\n\s*/g, ' ')
    .replaceAll('\t', ' ')
    .replaceAll(invisible, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
  return text.length > limit ? `${shown}…` : shown
}
