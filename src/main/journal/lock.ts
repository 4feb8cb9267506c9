import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FailureError, failureOf } from '../../contract/index.ts'
import type { FileCalls } from './file-calls.ts'

const name = 'writer.lock'

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
      return () => files.remove(path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const holder = await files.read(path).then(String, () => '')
    if (isAlive(holder) && holder !== mine) {
      throw new FailureError(
        failureOf('conflict', `Another Backout (process ${holder.split(' ')[0]}) writes the journal in ${dir}.`, {
          remedy: 'Use that window, or close it first.'
        })
      )
    }
    await files.remove(path)
  }
  throw new FailureError(failureOf('conflict', `The journal in ${dir} is taken again and again by other processes.`))
}

function isAlive(holder: string): boolean {
  const [pid = '', startedAt = ''] = holder.trim().split(' ')
  if (!/^\d+$/.test(pid)) return false
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
