/**
 * A command with the reason why it was refused above it, on a line of its own: the reason may be in the words of a cluster, and
 * nothing of it is to be run. Without a reason the command alone.
 */
export function withRefusal(command: string, reason: string | undefined, word = 'Refused'): string {
  return reason === undefined ? command : `# ${word}: ${reason.replace(/[\s\p{Cc}]+/gu, ' ').trim()}\n${command}`
}
