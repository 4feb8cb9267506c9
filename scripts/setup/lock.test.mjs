import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { root } from './folders.mjs'
import { withLock } from './lock.mjs'

let home = ''
let lock = ''

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'backout lock '))
  lock = join(home, 'lock')
})

afterEach(() => rm(home, { recursive: true, force: true }))

/** Another process under the same lock, which notes when it is let in and when it leaves. */
async function visitor() {
  const program = `
    import { appendFileSync } from 'node:fs'
    import { withLock } from ${JSON.stringify(join(root, 'scripts', 'setup', 'lock.mjs'))}
    await withLock(${JSON.stringify(lock)}, 'visiting', async () => {
      appendFileSync(${JSON.stringify(join(home, 'visits'))}, 'in ')
      await new Promise((resolve) => setTimeout(resolve, 20))
      appendFileSync(${JSON.stringify(join(home, 'visits'))}, 'out ')
    })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore' })
  const [code] = await once(child, 'exit')
  return code
}

/** A process id that nobody has any more. */
function gone() {
  return spawnSync(process.execPath, ['-e', '']).pid
}

describe('withLock', () => {
  test('lets go, also after a failure', async () => {
    expect(await withLock(lock, 'testing', async () => existsSync(lock))).toBe(true)
    await expect(withLock(lock, 'testing', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(existsSync(lock)).toBe(false)
  })

  test('lets one in at a time, and one alone inherits from a process that was killed', async () => {
    await mkdir(lock)
    await writeFile(join(lock, 'pid'), String(gone()))
    expect(await Promise.all(Array.from({ length: 5 }, visitor))).toEqual([0, 0, 0, 0, 0])
    expect(await readFile(join(home, 'visits'), 'utf8')).toBe('in out '.repeat(5))
  })

  test('waits for an owner that is alive', async () => {
    await mkdir(lock)
    await writeFile(join(lock, 'pid'), String(process.pid))
    const visit = visitor()
    // Another visitor's start takes as long as the first one needs to come to the lock.
    await once(spawn(process.execPath, ['-e', '']), 'exit')
    expect(existsSync(join(home, 'visits'))).toBe(false)
    await rm(lock, { recursive: true })
    expect(await visit).toBe(0)
  })

  test('takes over what was never signed, or claimed by an heir that is gone as well, once it is old', async () => {
    const dead = gone()
    for (const claimed of [false, true]) {
      await mkdir(lock)
      const old = claimed ? join(lock, `heir-of-${dead}`) : lock
      if (claimed) {
        await writeFile(join(lock, 'pid'), String(dead))
        await mkdir(old)
      }
      await utimes(old, new Date(0), new Date(0))
      expect(await withLock(lock, 'testing', async () => readFile(join(lock, 'pid'), 'utf8'))).toBe(String(process.pid))
    }
  })
})
