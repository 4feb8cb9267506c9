import { createHash, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { FailureError, failureOf } from '../../contract/index.ts'
import type { FileCalls } from './file-calls.ts'
import { becomeHolder, socketIn, type LockHolder } from './lock-holder.ts'

const name = 'writer.lock'
const claimName = /^writer\.lock\.[0-9a-f]{16}$/

/**
 * Takes the journal folder for this process, so that there is one writer. A lock whose process is gone is taken over, also
 * when its number belongs to another process by now; one whose process cannot be seen from here is not.
 * @throws FailureError `conflict` while another writer lives or may live, or is taking over just now.
 */
export async function takeLock(dir: string, files: FileCalls, taker?: LockHolder): Promise<() => Promise<void>> {
  const holder = taker ?? (await becomeHolder(dir))
  try {
    await takeFile(dir, files, holder)
  } catch (error) {
    await holder.leave()
    throw error
  }
  return async () => {
    await files.remove(join(dir, name))
    await holder.leave()
  }
}

async function takeFile(dir: string, files: FileCalls, taker: LockHolder): Promise<void> {
  const path = join(dir, name)
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (await isCreated(path, taker.mine, files)) return
    const holder = await files.read(path).then(String, () => null)
    // It was given back just now.
    if (holder === null) continue
    await refuseLiving(dir, holder, taker)
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
async function isTakenOver(dir: string, stale: string, files: FileCalls, taker: LockHolder): Promise<boolean> {
  const path = join(dir, name)
  let claim = ''
  for (let claimed = stale; ;) {
    claim = `${path}.${createHash('sha256').update(claimed).digest('hex').slice(0, 16)}`
    if (await isCreated(claim, taker.mine, files)) break
    const claimant = await files.read(claim).then(String, () => null)
    if (claimant === null) return false
    await refuseLiving(dir, claimant, taker)
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
  const socket = socketIn(stale)
  if (socket !== null) await files.remove(join(dir, socket))
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

async function refuseLiving(dir: string, holder: string, taker: LockHolder): Promise<void> {
  const answer = await taker.ask(holder)
  if (answer === 'dead') return
  const text = `Another Backout (process ${holder.split(' ')[0]}) writes the journal in ${dir}.`
  const remedy =
    answer === 'alive'
      ? 'Use that window, or close it first.'
      : `It was started in another container and cannot be seen from here: close it there. If it surely does not run any more, delete ${join(dir, name)}.`
  throw new FailureError(failureOf('conflict', text, { remedy }))
}
