const csi = '\u001b['

/**
 * What turns the lines that a terminal shows into others without beginning anew: lines on its screen are written over,
 * and new ones come below. The cursor stands in the last line, before and after.
 * @param rows height of the terminal
 * @returns null where that cannot be done, because a line differs that has left the screen, or lines went away
 */
export function rewriting(before: readonly string[], after: readonly string[], rows: number): string | null {
  if (before.length === 0 || after.length < before.length) return null
  const top = Math.max(0, before.length - rows)
  const changed = before.flatMap((line, index) => (line === after[index] ? [] : [index]))
  if (changed.some((index) => index < top)) return null
  const at = (index: number): string => `${csi}${index - top + 1};1H`
  const over = changed.map((index) => `${at(index)}${csi}2K${after[index] ?? ''}`)
  const below = after.slice(before.length).map((line) => `\r\n${line}`)
  return [...over, over.length > 0 ? at(before.length - 1) : '', ...below].join('')
}
