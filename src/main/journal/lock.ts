import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FailureError, failureOf } from '../../contract/index.ts'
import type { FileCalls } from './file-calls.ts'

const name = 'writer.lock'

/** Folders that this process writes to, for systems where a lock of ours and one of a dead namesake look alike. */
const held = new Set<string>()

/**
 * Takes the journal folder for this process, so that there is one writer. A lock whose process is gone, or whose number
 * now belongs to another process, is taken over.
 * @throws FailureError `conflict` while another writer lives.
 */
export async function takeLock(dir: string, files: FileCalls): Promise<() => Promise<void>> {
  const path = join(dir, name)
  const mine = `${process.pid} ${startOf(process.pid)}\n`
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      await files.create(path, mine)
      held.add(path)
      return async () => {
        held.delete(path)
        await files.remove(path)
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const holder = await files.read(path).then(String, () => '')
    if (holder === mine ? held.has(path) : isAlive(holder)) {
      throw new FailureError(
        failureOf('conflict', `Another Backout (process ${holder.split(' ')[0]}) writes the journal in ${dir}.`, {
          remedy: 'Use that window, or close it first.'
        })
      )
    }
    await clearStale(path, holder, files)
  }
  throw new FailureError(failureOf('conflict', `The journal in ${dir} is taken again and again by other processes.`))
}

/** Moves the lock away before removing it: two that find it stale must not remove each other's new one. */
async function clearStale(path: string, holder: string, files: FileCalls): Promise<void> {
  const aside = `${path}.${randomUUID()}`
  try {
    await files.rename(path, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  const moved = await files.read(aside).then(String, () => '')
  if (moved !== holder) await files.create(path, moved).catch(() => undefined)
  await files.remove(aside)
}

function isAlive(holder: string): boolean {
  // A power loss may leave a part of it, with a number that is none of its own.
  const [, pid = '', startedAt = ''] = /^(\d+) (\d*)\n$/.exec(holder) ?? []
  if (pid === '') return false
  try {
    process.kill(Number(pid), 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const now = startOf(Number(pid))
  return now === '' || startedAt === '' || now === startedAt
}

/** Start time of a process in clock ticks since boot (Linux, proc(5) field 22); empty where it cannot be told. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
