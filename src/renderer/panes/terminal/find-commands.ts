import type { CommandView } from '../../../contract/index.ts'

/** Commands whose line contains every word of the text, whatever the case, and those that were found by what they hold. */
export function findCommands(
  commands: readonly CommandView[],
  text: string,
  found: ReadonlySet<number>
): readonly CommandView[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return commands
  return commands.filter(({ seq, label, command, result }) => {
    const haystack = `${label} ${command} ${result}`.toLowerCase()
    return found.has(seq) || words.every((word) => haystack.includes(word))
  })
}
