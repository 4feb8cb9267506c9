import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { anchorFile } from './anchors.ts'
import { fileCalls } from './file-calls.ts'
import { readSegments } from './segments.ts'
import { makeJournalFolder, type JournalFolder } from './testing/journal-folder.ts'
import { verifyJournal } from './verify.ts'

let folder: JournalFolder
beforeEach(async () => {
  folder = await makeJournalFolder()
})
afterEach(() => folder.remove())

async function verify() {
  const segments = await readSegments(folder.dir)
  const files = segments.map(({ path, scan }) => ({ name: path, scan }))
  return verifyJournal(files, await anchorFile(folder.dir).read())
}

async function tear(segment: number, cut: (bytes: Buffer) => Buffer): Promise<void> {
  const path = join(folder.dir, `00000${segment}.journal`)
  await writeFile(path, cut(await readFile(path)))
  await rm(join(folder.dir, 'anchors'), { recursive: true, force: true })
}

describe('recovery', () => {
  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['cut inside a record', (bytes) => bytes.subarray(0, bytes.length - 7)],
    ['cut before its newline', (bytes) => bytes.subarray(0, bytes.length - 1)],
    ['filled up with zeros', (bytes) => Buffer.concat([bytes.subarray(0, bytes.length - 50), Buffer.alloc(4_096)])]
  ])('goes on after a tail that was %s', async (_what, cut) => {
    await folder.written(2)
    await tear(1, cut)
    const before = await readFile(join(folder.dir, '000001.journal'))
    const journal = await folder.open()
    expect(journal.health().state).toBe('healthy')
    expect(journal.records().map(({ kind }) => kind)).toEqual([
      'journal.open',
      'note',
      'note',
      'recovered',
      'journal.open'
    ])
    await journal.append('intent', { attemptId: 'a' })
    await journal.append('outcome', { attemptId: 'a', outcome: 'succeeded' })
    expect((await readFile(join(folder.dir, '000001.journal'))).equals(before)).toBe(true)
    expect(await verify()).toMatchObject({
      state: 'intact',
      warnings: ['1 torn tail(s) of a crash, kept and named by the journal itself']
    })
  })

  it('survives being killed at every byte of itself, any number of times', async () => {
    await folder.written(1)
    await tear(1, (bytes) => bytes.subarray(0, bytes.length - 7))
    let journal = await folder.open()
    await journal.close()
    const recovered = await readFile(join(folder.dir, '000002.journal'))
    for (let length = 0; length < recovered.length; length += 37) {
      await tear(2, () => recovered.subarray(0, length))
      journal = await folder.open()
      expect(journal.health(), `killed after ${length} bytes`).toMatchObject({ state: 'healthy' })
      await journal.close()
      expect(await verify(), `killed after ${length} bytes`).toMatchObject({ state: 'intact' })
      await tear(3, (bytes) => bytes.subarray(0, length % bytes.length))
      journal = await folder.open()
      await journal.close()
      expect(await verify(), `killed twice, after ${length} bytes`).toMatchObject({ state: 'intact' })
      await rm(join(folder.dir, '000003.journal'))
      await rm(join(folder.dir, '000004.journal'))
    }
  })

  it('does not take bytes for a tear when records follow them', async () => {
    await folder.written(1)
    await folder.written(1)
    await tear(1, (bytes) => bytes.subarray(0, bytes.length - 7))
    expect(await verify()).toMatchObject({ state: 'damaged', problems: [{ kind: 'altered' }, { kind: 'altered' }] })
    expect((await folder.open()).health()).toMatchObject({ state: 'unhealthy' })
  })
})

describe('anchors', () => {
  it('keep a journal that was copied back from last week, or cut, from being continued', async () => {
    const lastWeek = await folder.written(2)
    await folder.written(2)
    await rm(join(folder.dir, '000002.journal'))
    await writeFile(join(folder.dir, '000001.journal'), lastWeek)
    const health = (await folder.open()).health()
    expect(health).toMatchObject({ state: 'unhealthy', reason: expect.stringMatching(/the tail was cut off/) })
  })

  it('are never newer than what is on the disk', async () => {
    const order: string[] = []
    const journal = await folder.open({
      files: {
        ...fileCalls,
        async openNew(path) {
          const file = await fileCalls.openNew(path)
          return {
            ...file,
            write: (bytes) => {
              order.push('write')
              return file.write(bytes)
            },
            sync: async () => {
              await file.sync()
              order.push('sync')
            }
          }
        }
      },
      anchors: { read: async () => [], write: async ({ seq }) => void order.push(`anchor ${seq}`) }
    })
    for (let index = 1; index <= 50; index += 1) await journal.append('note', { index })
    await journal.close()
    expect(order.filter((call) => call.startsWith('anchor'))).toEqual(['anchor 0', 'anchor 50', 'anchor 51'])
    for (const [index, call] of order.entries()) {
      if (call.startsWith('anchor')) expect(order[index - 1]).toBe('sync')
    }
  })
})

describe('a journal in use', () => {
  it('reaches the disk soon, even when nothing waits for it', async () => {
    let tell: () => void = () => undefined
    const synced = new Promise<void>((resolve) => (tell = resolve))
    const journal = await folder.open({
      files: {
        ...fileCalls,
        async openNew(path) {
          const file = await fileCalls.openNew(path)
          let writes = 0
          return {
            ...file,
            write(bytes) {
              writes += 1
              return file.write(bytes)
            },
            async sync() {
              await file.sync()
              if (writes === 2) tell()
            }
          }
        }
      }
    })
    await journal.append('note', { text: 'x' })
    await synced
    expect(journal.health().state).toBe('healthy')
  })

  it('outlives a listener that fails, and a record that is refused', async () => {
    const journal = await folder.open()
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve))
    journal.subscribe(() => {
      throw new Error('a broken view')
    })
    await journal.append('note', { text: 'x' })
    expect((await warned).message).toBe('a broken view')
    await expect(journal.append('note', { text: 'y'.repeat(1_048_576) })).rejects.toMatchObject({
      failure: { code: 'invalid' }
    })
    await expect(journal.append('note', { text: '-----BEGIN PRIVATE KEY-----\ncut off' })).resolves.toMatchObject({
      body: { text: expect.stringMatching(/^\[redacted key/) }
    })
    await journal.close()
    await expect(journal.append('note', { text: 'late' })).rejects.toMatchObject({ failure: { code: 'internal' } })
    expect(await verify()).toMatchObject({ state: 'intact' })
  })
})
