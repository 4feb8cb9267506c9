/**
 * Cuts a command line where it may be wrapped: before each flag, never inside one and never inside quotes. The parts
 * joined again are the same command line.
 */
export function splitCommand(command: string): readonly string[] {
  const ends = outsideQuotes(command, (index) => command.startsWith(' -', index)).map((index) => index + 1)
  const parts = [...ends, command.length].map((end, at) => command.slice(ends[at - 1] ?? 0, end))
  return parts.filter((part) => part !== '')
}

/** The command lines of a text that may hold several, cut at line ends outside quotes; joined by line ends they are the text again. */
export function commandLines(text: string): readonly string[] {
  const ends = outsideQuotes(text, (index) => text.charAt(index) === '\n')
  return [...ends, text.length].map((end, at) => text.slice((ends[at - 1] ?? -1) + 1, end))
}

/** The places outside quotes that are wanted, ascending. */
function outsideQuotes(text: string, isWanted: (index: number) => boolean): readonly number[] {
  const found: number[] = []
  let quote: string | null = null
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charAt(index)
    if (quote === null && isWanted(index)) found.push(index)
    if (quote === null && (char === "'" || char === '"')) quote = char
    else if (char === quote) quote = null
  }
  return found
}
