import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { say } from './say.mjs'

/**
 * Runs `body` while no other process runs a body under the same lock, so that two commands started together do not
 * install, download or build over each other. The lock is a folder that names its owner's process; a lock whose owner
 * is gone is taken over.
 *
 * @template T
 * @param {string} folder
 * @param {string} what what the other process is doing, for the line that says that we wait
 * @param {() => Promise<T>} body
 * @param {AbortSignal} [abort] ends the wait for another process; the body sees to itself
 * @returns {Promise<T>} rejects with an AbortError when the wait was ended
 */
export async function withLock(folder, what, body, abort) {
  let told = false
  while (!(await take(folder)) && !(await inherit(folder))) {
    if (!told) say(`waiting for ${await ownerOf(folder)}, which is ${what} (${folder})`)
    told = true
    await delay(100, undefined, { signal: abort })
  }
  try {
    return await body()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** @param {string} folder */
async function take(folder) {
  await mkdir(dirname(folder), { recursive: true })
  if (!(await makeAlone(folder))) return false
  await writeFile(join(folder, 'pid'), String(process.pid))
  return true
}

/**
 * Takes over the lock of a process that is gone. Of several that find it, one alone becomes the heir; the others find the
 * heir's signature.
 *
 * @param {string} folder
 */
async function inherit(folder) {
  const dead = await deadOwner(folder)
  if (dead === undefined) return false
  const claim = join(folder, `heir-of-${dead}`)
  if (!(await makeAlone(claim))) {
    // An heir that is gone as well before it could sign.
    if (await isOld(claim)) await rm(claim, { recursive: true, force: true })
    return false
  }
  // Between our look and our claim the lock may have been let go and taken anew.
  if ((await pidIn(folder)) !== dead) return false
  await writeFile(join(folder, 'pid'), String(process.pid))
  return true
}

/**
 * @param {string} folder
 * @returns {Promise<number | undefined>} the process that is gone, 0 when it never signed
 */
async function deadOwner(folder) {
  const pid = await pidIn(folder)
  if (pid > 0) return isAlive(pid) ? undefined : pid
  return (await isOld(folder)) ? 0 : undefined
}

/**
 * @param {string} folder
 * @returns {Promise<boolean>} false when it is there already, or when what it is to be in is gone
 */
async function makeAlone(folder) {
  try {
    await mkdir(folder)
    return true
  } catch (error) {
    if (['EEXIST', 'ENOENT'].includes(/** @type {NodeJS.ErrnoException} */ (error).code ?? '')) return false
    throw error
  }
}

/** @param {string} folder made longer ago than signing it takes */
async function isOld(folder) {
  try {
    return Date.now() - (await stat(folder)).mtimeMs > 5_000
  } catch {
    return false
  }
}

/** @param {string} folder */
async function ownerOf(folder) {
  const pid = await pidIn(folder)
  return pid > 0 ? `process ${pid}` : 'another process'
}

/**
 * @param {string} folder
 * @returns {Promise<number>} 0 when the lock is not signed, or gone
 */
async function pidIn(folder) {
  const text = await readFile(join(folder, 'pid'), 'utf8').catch(() => '')
  return Number.parseInt(text, 10) || 0
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}
