/** One argument as a POSIX shell reads it back: bare when it is plain, else in single quotes. */
export function shellQuote(argument: string): string {
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(argument)) return argument
  return `'${argument.replaceAll("'", `'\\''`)}'`
}

/** A command line that a POSIX shell splits into exactly these arguments. */
export function commandLine(argv: readonly string[]): string {
  return argv.map(shellQuote).join(' ')
}
