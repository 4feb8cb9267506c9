import { chmod, chown, mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { anchorFile } from './anchors.ts'
import { makeJournalFolder, type JournalFolder } from './testing/journal-folder.ts'

let folder: JournalFolder
beforeEach(async () => {
  folder = await makeJournalFolder()
})
afterEach(() => folder.remove())

const asRoot = process.getuid?.() === 0

describe.skipIf(process.platform === 'win32')('a folder that somebody else has prepared', () => {
  it.each([0o777, 0o775, 0o722])(
    'with mode %o is closed to others, which is said in window and record',
    async (mode) => {
      await chmod(folder.dir, mode)
      const journal = await folder.open()
      expect((await stat(folder.dir)).mode & 0o022).toBe(0)
      expect(journal.health()).toMatchObject({
        state: 'healthy',
        notices: [expect.stringContaining(`(mode ${mode.toString(8)}) and was closed to them`)]
      })
      expect(journal.records().map(({ body }) => body['text'])).toContainEqual(
        expect.stringContaining('open to other users')
      )
      await journal.close()
      const again = await folder.open()
      expect(again.health().notices).toBeUndefined()
    }
  )

  it('and that others may only read, is theirs to read', async () => {
    await chmod(folder.dir, 0o755)
    const journal = await folder.open()
    expect(journal.health().notices).toBeUndefined()
    expect((await stat(folder.dir)).mode & 0o777).toBe(0o755)
  })

  it.runIf(asRoot)('and owns is refused before anything is written there, or taken with open eyes', async () => {
    await chown(folder.dir, 4_242, 4_242)
    await expect(folder.open()).rejects.toMatchObject({
      failure: { code: 'refused', message: expect.stringContaining('another user (4242)') }
    })
    expect(await readdir(folder.dir)).toEqual([])
    const journal = await folder.open({ anyPlace: true })
    expect(journal.health()).toMatchObject({ notices: [expect.stringContaining('another user (4242)')] })
  })

  it.runIf(asRoot)('with a file of theirs in it is refused', async () => {
    await folder.written(2)
    await chown(join(folder.dir, '000001.journal'), 4_242, 4_242)
    await expect(folder.open()).rejects.toMatchObject({
      failure: { code: 'refused', message: expect.stringContaining('000001.journal belongs to another user (4242)') }
    })
  })

  it('with a link in the place of a segment is refused', async () => {
    await folder.written(1)
    const elsewhere = join(folder.dir, 'elsewhere')
    await rename(join(folder.dir, '000001.journal'), elsewhere)
    await symlink(elsewhere, join(folder.dir, '000001.journal'))
    await expect(folder.open()).rejects.toMatchObject({
      failure: { code: 'refused', message: expect.stringContaining('000001.journal is a link') }
    })
  })
})

describe.skipIf(process.platform === 'win32')('anchors', () => {
  const text = 'what somebody else keeps\n'

  it.each([
    ['file', (target: string) => symlinkTo(target, join(folder.dir, 'anchors', 'heads.jsonl'))],
    ['folder', (target: string) => symlinkTo(join(target, '..'), join(folder.dir, 'anchors'))]
  ])('are never written through a link in the place of their %s, which is refused', async (_what, plant) => {
    const elsewhere = join(folder.dir, 'elsewhere')
    await mkdir(elsewhere)
    const target = join(elsewhere, 'heads.jsonl')
    await writeFile(target, text)
    await plant(target)
    await expect(folder.open()).rejects.toMatchObject({
      failure: { code: 'refused', message: expect.stringContaining('is a link') }
    })
    // Nor by a link that is planted while the journal is open.
    const head = { jid: 'j', seq: 1, hash: 'h', t: '2026-03-01T02:03:04.005Z' }
    await expect(anchorFile(folder.dir).write(head)).rejects.toThrow()
    await expect(anchorFile(folder.dir).read()).rejects.toThrow()
    expect(await readFile(target, 'utf8')).toBe(text)
    expect(await readdir(elsewhere)).toEqual(['heads.jsonl'])
  })

  it('that can no longer be kept are missed aloud', async () => {
    const journal = await folder.open()
    const target = join(folder.dir, 'elsewhere')
    await writeFile(target, text)
    await rm(join(folder.dir, 'anchors'), { recursive: true })
    await symlinkTo(target, join(folder.dir, 'anchors', 'heads.jsonl'))
    await journal.append('outcome', { attemptId: 'a', outcome: 'succeeded' })
    await expect.poll(() => journal.health().notices).toEqual([expect.stringContaining('anchors beside the journal')])
    expect(await readFile(target, 'utf8')).toBe(text)
  })

  async function symlinkTo(target: string, path: string): Promise<void> {
    await mkdir(join(path, '..'), { recursive: true })
    await symlink(target, path)
  }
})

describe('a segment that is taken away while it is written to', () => {
  it.each([
    ['removed', (path: string) => rm(path)],
    ['moved', (path: string) => rename(path, `${path}.moved`)],
    [
      'replaced by a copy',
      async (path: string) => {
        const bytes = await readFile(path)
        await rm(path)
        await writeFile(path, bytes)
      }
    ]
  ])('stops what is sent: %s', async (_how, take) => {
    const journal = await folder.open()
    await journal.append('note', { text: 'x' })
    await take(join(folder.dir, '000001.journal'))
    await expect(journal.append('intent', { attemptId: 'a' })).rejects.toMatchObject({ failure: { code: 'internal' } })
    expect(journal.health()).toMatchObject({ state: 'unhealthy', reason: expect.stringContaining('was taken away') })
  })
})
