/** Where lines go: a screen that only writes, a row a line, and keeps what has scrolled out of it. */
export interface LogScreen {
  readonly rows: () => number
  readonly columns: () => number
  readonly write: (text: string) => void
  /** Takes everything away, also what has scrolled out. */
  readonly clear: () => void
}

export interface LogWriter {
  /** Makes the screen show these lines and writes only what is new. Returns whether it had to begin from nothing. */
  readonly show: (lines: readonly string[]) => boolean
}

const escape = '\u001b['
const eraseBelow = `${escape}J`

/**
 * Keeps account of what is on a screen. A line that is added costs one line; one that changed costs itself and those
 * below it, as long as it is still within the rows that a cursor can reach. Otherwise the screen is filled anew.
 */
export function createLogWriter(screen: LogScreen): LogWriter {
  let shown: readonly string[] = []
  let width = 0

  function fill(lines: readonly string[]): boolean {
    screen.clear()
    screen.write(lines.join('\r\n'))
    return true
  }

  return {
    show(lines) {
      const before = shown
      const kept = commonStart(before, lines)
      // A screen that became narrower has wrapped its lines: they stand on other rows than they were written to.
      const isWrapped = width !== screen.columns()
      shown = lines
      width = screen.columns()
      if (kept === before.length && kept === lines.length) return false
      if (isWrapped || before.length === 0 || lines.length === 0) return fill(lines)
      const added = lines.slice(kept)
      if (kept === before.length) {
        screen.write(`\r\n${added.join('\r\n')}`)
        return false
      }
      // The cursor stands in the last line that was written.
      const up = before.length - 1 - kept
      if (added.length === 0 || up >= screen.rows()) return fill(lines)
      screen.write(`\r${up === 0 ? '' : `${escape}${up}A`}${eraseBelow}${added.join('\r\n')}`)
      return false
    }
  }
}

/** How many lines at the beginning are the same. */
function commonStart(before: readonly string[], after: readonly string[]): number {
  let same = 0
  while (same < before.length && same < after.length && before[same] === after[same]) same += 1
  return same
}
