import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fileCalls } from './file-calls.ts'
import { becomeHolder, type LockHolder } from './lock-holder.ts'
import { takeLock } from './lock.ts'
import { makeJournalFolder, type JournalFolder } from './testing/journal-folder.ts'

let folder: JournalFolder
beforeEach(async () => {
  folder = await makeJournalFolder()
})
afterEach(() => folder.remove())

const path = (): string => join(folder.dir, 'writer.lock')
const conflict = { failure: { code: 'conflict' } }
const isLinux = process.platform === 'linux'

/** What this process would write into a lock, in its parts. */
async function ownText() {
  const holder = await becomeHolder(folder.dir)
  await holder.leave()
  const [pid = '', startedAt = '', boot = '', namespace = '', socket = ''] = holder.mine.trim().split(' ')
  return { pid, startedAt, boot, namespace, socket }
}

async function putLock(changes: Partial<Awaited<ReturnType<typeof ownText>>>): Promise<void> {
  await writeFile(path(), `${Object.values({ ...(await ownText()), ...changes }).join(' ')}\n`)
}

describe('the lock', () => {
  const stale = '1 0\n'

  /** One that is alive or dead as its text says. */
  function pretended(mine: string): LockHolder {
    return { mine, ask: async (text) => (text.startsWith('alive') ? 'alive' : 'dead'), leave: async () => undefined }
  }

  async function takenBy(takers: readonly (LockHolder | undefined)[]): Promise<(() => Promise<void>)[]> {
    const ends = await Promise.allSettled(takers.map((taker) => takeLock(folder.dir, fileCalls, taker)))
    return ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []))
  }

  it.each([
    ['processes', (index: number) => pretended(`alive ${index}\n`)],
    ['calls of one process', () => undefined]
  ])('lets one of many %s take over a stale one', async (_what, taker) => {
    for (let round = 0; round < 20; round += 1) {
      await writeFile(path(), stale)
      const taken = await takenBy(Array.from({ length: 20 }, (_, index) => taker(index)))
      expect(taken, `round ${round}`).toHaveLength(1)
      for (const release of taken) await release()
      expect(await readdir(folder.dir)).toEqual([])
    }
  })

  it('is taken over from one that died while it took over', async () => {
    await writeFile(path(), stale)
    await writeFile(`${path()}.${createHash('sha256').update(stale).digest('hex').slice(0, 16)}`, 'dead 7\n')
    const taken = await takenBy(Array.from({ length: 20 }, (_, index) => pretended(`alive ${index}\n`)))
    expect(taken).toHaveLength(1)
    for (const release of taken) await release()
    expect(await readdir(folder.dir)).toEqual([])
  })

  it('holds against the same process, and is free after closing', async () => {
    const journal = await folder.open()
    await expect(folder.open()).rejects.toMatchObject(conflict)
    await journal.close()
    await expect(folder.open()).resolves.toBeDefined()
  })

  it('holds for another process as long as that one lives, and not a moment longer', async () => {
    const program = `
      const { withSources } = await import(${JSON.stringify(new URL('../../../scripts/setup/load-sources.mjs', import.meta.url).href)})
      await withSources(async (load) => {
        const { takeLock } = await load('/src/main/journal/lock.ts')
        const { fileCalls } = await load('/src/main/journal/file-calls.ts')
        await takeLock(process.argv[1], fileCalls)
        process.stdout.write('taken')
        await new Promise(() => setInterval(() => undefined, 60_000))
      })`
    const args = ['--input-type=module', '-e', program, folder.dir]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(child.stdout, 'data')
    await expect(folder.open()).rejects.toMatchObject(conflict)
    child.kill('SIGSTOP')
    await expect(folder.open()).rejects.toMatchObject(conflict)
    child.kill('SIGKILL')
    await once(child, 'close')
    const journal = await folder.open()
    expect(journal.health().state).toBe('healthy')
    // What the dead one left is cleared away with it.
    expect((await readdir(folder.dir)).filter((name) => name.endsWith('.socket'))).toHaveLength(1)
  }, 60_000)

  it('is held by whoever listens at its socket, whatever its number means here', async () => {
    const text = await ownText()
    const server = createServer().listen(join(folder.dir, text.socket))
    await once(server, 'listening')
    await putLock({ ...text, pid: '4194300', boot: '0', namespace: '1' })
    await expect(folder.open()).rejects.toMatchObject(conflict)
    server.close()
  })

  it.runIf(isLinux)('is not taken from a process of another namespace that cannot be asked', async () => {
    await putLock({ namespace: '1', pid: '4194300' })
    await expect(folder.open()).rejects.toMatchObject({
      failure: { code: 'conflict', remedy: expect.stringContaining(`delete ${path()}`) }
    })
    await rm(path())
    await expect(folder.open()).resolves.toBeDefined()
  })

  it.runIf(isLinux).each([
    ['of an earlier start of the computer', { boot: '00000000-0000-0000-0000-000000000000', namespace: '1' }],
    ['whose number belongs to another process by now', { pid: '1', startedAt: '99999999999' }],
    ['whose number is our own by now', {}],
    ['whose process is gone', { pid: '4194300' }]
  ])('is taken over from one %s', async (_what, changes) => {
    await putLock(changes)
    const journal = await folder.open()
    expect(journal.health().state).toBe('healthy')
  })

  it.runIf(isLinux)('is not taken over from a living process that has no socket', async () => {
    const stat = await readFile(`/proc/${process.ppid}/stat`, 'utf8')
    const startedAt = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
    await putLock({ pid: String(process.ppid), startedAt })
    await expect(folder.open()).rejects.toMatchObject(conflict)
  })

  it.each(['', '1', 'nonsense\n', `${'9'.repeat(400)} - - - writer.0000000000000000.socket\n`])(
    'is taken over from what a power loss left: %j',
    async (text) => {
      await writeFile(path(), text)
      await expect(folder.open()).resolves.toBeDefined()
    }
  )

  it.runIf(isLinux)('works in a folder whose path is too long for a socket', async () => {
    const dir = join(folder.dir, 'a'.repeat(90), 'b'.repeat(90))
    await mkdir(dir, { recursive: true })
    const release = await takeLock(dir, fileCalls)
    expect((await readdir(dir)).some((name) => name.endsWith('.socket'))).toBe(true)
    await expect(takeLock(dir, fileCalls)).rejects.toMatchObject(conflict)
    await release()
    expect(await readdir(dir)).toEqual([])
  })
})
