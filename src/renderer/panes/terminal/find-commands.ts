import type { CommandView } from '../../../contract/index.ts'

/** Commands that contain every word of the text, in the command line, the result or the detail, whatever the case. */
export function findCommands(commands: readonly CommandView[], text: string): readonly CommandView[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return commands
  return commands.filter((command) => {
    const haystack = `${command.label} ${command.command} ${command.result} ${command.detail}`.toLowerCase()
    return words.every((word) => haystack.includes(word))
  })
}
