import type { CommandView } from '../../../contract/index.ts'
import { terminalLine } from './terminal-line.ts'

/**
 * Makes the lines of a terminal of one width, each once: a command is the same until its outcome changes, also where the
 * whole record was sent again.
 */
export function lineMaker(columns: number): (command: CommandView) => string {
  const made = new Map<number, { readonly command: CommandView; readonly line: string }>()
  return (command) => {
    const known = made.get(command.seq)
    if (known !== undefined && isSame(known.command, command)) return known.line
    const line = terminalLine(command, columns)
    made.set(command.seq, { command, line })
    return line
  }
}

function isSame(a: CommandView, b: CommandView): boolean {
  return a === b || (a.result === b.result && a.outcome === b.outcome && a.status === b.status && a.label === b.label)
}
