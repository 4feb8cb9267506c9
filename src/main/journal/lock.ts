import { createHash, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FailureError, failureOf } from '../../contract/index.ts'
import type { FileCalls } from './file-calls.ts'

const name = 'writer.lock'
const claimName = /^writer\.lock\.[0-9a-f]{16}$/

/** Who takes a lock, as the file says it. */
interface Taker {
  readonly mine: string
  readonly isAlive: (holder: string) => boolean
}

/** Takers of this process by their file: a lock of ours and one of a dead namesake look alike. */
const takers = new Set<string>()

/**
 * Takes the journal folder for this process, so that there is one writer. A lock whose process is gone, or whose number
 * now belongs to another process, is taken over.
 * @throws FailureError `conflict` while another writer lives, or is taking over just now.
 */
export async function takeLock(dir: string, files: FileCalls, taker: Taker = self): Promise<() => Promise<void>> {
  const path = join(dir, name)
  const key = `${taker.mine}${path}`
  if (takers.has(key)) throw takenBy(dir, taker.mine)
  takers.add(key)
  try {
    await takeFile(dir, files, taker)
  } catch (error) {
    takers.delete(key)
    throw error
  }
  return async () => {
    takers.delete(key)
    await files.remove(path)
  }
}

async function takeFile(dir: string, files: FileCalls, taker: Taker): Promise<void> {
  const path = join(dir, name)
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (await isCreated(path, taker.mine, files)) return
    const holder = await files.read(path).then(String, () => null)
    // It was given back just now.
    if (holder === null) continue
    if (holder !== taker.mine && taker.isAlive(holder)) throw takenBy(dir, holder)
    if (await isTakenOver(dir, holder, files, taker)) return
  }
  throw new FailureError(failureOf('conflict', `The journal in ${dir} is taken again and again by other processes.`))
}

/**
 * Puts our lock in the place of a stale one. Of several that find it stale, the one that makes the claim to it does so:
 * its name is that of this stale lock, so there is one claim to each, and the lock itself is never missing meanwhile. The
 * claim of a process that died over it is stale too, and has a claim of its own.
 * @returns false when the lock was another one by then
 */
async function isTakenOver(dir: string, stale: string, files: FileCalls, taker: Taker): Promise<boolean> {
  const path = join(dir, name)
  let claim = ''
  for (let claimed = stale; ;) {
    claim = `${path}.${createHash('sha256').update(claimed).digest('hex').slice(0, 16)}`
    if (await isCreated(claim, taker.mine, files)) break
    const claimant = await files.read(claim).then(String, () => null)
    if (claimant === null) return false
    if (claimant !== taker.mine && taker.isAlive(claimant)) throw takenBy(dir, claimant)
    claimed += claimant
  }
  const now = await files.read(path).then(String, () => null)
  if (now !== stale) {
    await files.remove(claim)
    return false
  }
  const next = `${path}.${randomUUID()}`
  await files.create(next, taker.mine)
  await files.rename(next, path)
  // Also those of dead takers.
  for (const left of await files.list(dir)) if (claimName.test(left)) await files.remove(join(dir, left))
  return true
}

async function isCreated(path: string, text: string, files: FileCalls): Promise<boolean> {
  try {
    await files.create(path, text)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return false
  }
}

function takenBy(dir: string, holder: string): FailureError {
  return new FailureError(
    failureOf('conflict', `Another Backout (process ${holder.split(' ')[0]}) writes the journal in ${dir}.`, {
      remedy: 'Use that window, or close it first.'
    })
  )
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

const self: Taker = { mine: `${process.pid} ${startOf(process.pid)}\n`, isAlive }
