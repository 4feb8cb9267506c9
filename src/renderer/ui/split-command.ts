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
