import { randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'

/** What every process that a program starts inherits, so that it is known again. */
const markName = 'BACKOUT_STARTED_BY'

/** Rounds of looking: a process may start another one while it is looked for. */
const mostRounds = 10

export interface ProcessMark {
  /** To be given to the program. */
  readonly env: Readonly<Record<string, string>>
  /**
   * Ends what the program has started and what has left its group: everything of its session, and everything that still
   * carries the mark. Where the system does not tell (no `/proc`), nothing more than the group is known. A program that
   * wants to be forgotten, by a session of its own and an empty environment, is.
   * @param leader process id of the program, which began a session of its own
   */
  endEscaped(leader: number): Promise<void>
}

/** A mark for one run of a program. */
export function createProcessMark(): ProcessMark {
  const value = randomUUID()
  return {
    env: { [markName]: value },
    async endEscaped(leader) {
      for (let round = 0; round < mostRounds; round += 1) {
        const found = await escaped(leader, `${markName}=${value}`)
        if (found.length === 0) return
        for (const pid of found) end(pid)
      }
    }
  }
}

async function escaped(leader: number, mark: string): Promise<readonly number[]> {
  const names = await readdir('/proc').catch(() => [])
  const pids = names.map(Number).filter((pid) => Number.isInteger(pid) && pid > 1 && pid !== process.pid)
  const found = await Promise.all(pids.map(async (pid) => ((await belongs(pid, leader, mark)) ? [pid] : [])))
  return found.flat()
}

async function belongs(pid: number, leader: number, mark: string): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // proc(5): state, parent, group and session follow the name, which may hold anything.
  const [state, , , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (state === undefined || state === '' || state === 'Z' || state === 'X') return false
  if (Number(session) === leader) return true
  const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '')
  return environment.split('\0').includes(mark)
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended, or is another user's by now.
  }
}
