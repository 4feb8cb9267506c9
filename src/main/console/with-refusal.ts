/** Whatever a terminal, a shell or an editor takes for the end of a line. */
const lineEnd = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/

/**
 * A command with the reason why it was refused above it, all of it as comments: neither the reason, which may be in the words
 * of a cluster, nor the command runs when it is pasted. Without a reason the command alone, as it is.
 */
export function withRefusal(command: string, reason: string | undefined, word = 'Refused'): string {
  if (reason === undefined) return command
  const lines = command.split(lineEnd).map((line) => `# ${line.replaceAll(/[^\P{Cc}\t]/gu, '')}`.trimEnd())
  const why = reason.replace(/[\s\p{Cc}]+/gu, ' ').trim()
  return [`# ${why.startsWith(`${word}: `) ? '' : `${word}: `}${why}`, ...lines].join('\n')
}
