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
 * @returns {Promise<T>}
 */
export async function withLock(folder, what, body) {
  let told = false
  while (!(await take(folder))) {
    if (await isAbandoned(folder)) {
      await rm(folder, { recursive: true, force: true })
      continue
    }
    if (!told) say(`waiting for another process that is ${what}`)
    told = true
    await delay(100)
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
  try {
    await mkdir(folder)
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false
    throw error
  }
  await writeFile(join(folder, 'pid'), String(process.pid))
  return true
}

/** @param {string} folder */
async function isAbandoned(folder) {
  try {
    const pid = Number(await readFile(join(folder, 'pid'), 'utf8'))
    if (pid > 0) return !isAlive(pid)
  } catch {
    // Between mkdir and writeFile the owner has not signed yet; only an old unsigned lock is abandoned.
  }
  try {
    return Date.now() - (await stat(folder)).mtimeMs > 5_000
  } catch {
    return false
  }
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
