import { truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { fileCalls } from './file-calls.ts'
import { readSegments, segmentPath } from './segments.ts'
import { makeJournalFolder, type JournalFolder } from './testing/journal-folder.ts'
import { verifyCommand } from './verify-command.ts'

let folder: JournalFolder
beforeEach(async () => {
  folder = await makeJournalFolder()
})
afterEach(() => folder.remove())

/** A file of zeros that takes no place on the disk. */
async function sparse(segment: number, bytes: number): Promise<void> {
  await writeFile(segmentPath(folder.dir, segment), '')
  await truncate(segmentPath(folder.dir, segment), bytes)
}

it('reads four segments at a time, however many there are', async () => {
  for (let segment = 1; segment <= 40; segment += 1) await sparse(segment, 100)
  let [under, most] = [0, 0]
  const read = async (path: string): Promise<Buffer> => {
    most = Math.max(most, (under += 1))
    const bytes = await fileCalls.read(path)
    under -= 1
    return bytes
  }
  expect(await readSegments(folder.dir, { ...fileCalls, read })).toHaveLength(40)
  expect(most).toBe(4)
})

it('reads no segment that is longer than any that Backout writes, and no further ones after it', async () => {
  await folder.written(2)
  for (let segment = 2; segment <= 30; segment += 1) await sparse(segment, 267_386_880)
  const before = process.memoryUsage().rss
  await expect(folder.open()).rejects.toThrow(/\d{6}\.journal is larger than 96 MiB/)
  const verified = await verifyCommand(['verify', folder.dir])
  expect(verified).toMatchObject({ code: 2, stderr: expect.stringContaining('.journal is larger than 96 MiB') })
  expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000)
})

it('stops where all of them together are longer than a journal may be', async () => {
  for (let segment = 1; segment <= 40; segment += 1) await sparse(segment, 1_048_576)
  await expect(readSegments(folder.dir, fileCalls, 8 * 1_048_576)).rejects.toThrow('together longer than 8 MiB')
})

it('gives the lock back where the segments cannot be read', async () => {
  await sparse(1, 267_386_880)
  await expect(folder.open()).rejects.toThrow('larger than')
  await truncate(join(folder.dir, '000001.journal'), 0)
  expect((await folder.open()).health()).toMatchObject({ state: 'healthy' })
})
