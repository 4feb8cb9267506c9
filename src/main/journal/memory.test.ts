import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { fileCalls } from './file-calls.ts'
import { makeJournalFolder, type JournalFolder } from './testing/journal-folder.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

let folder: JournalFolder
beforeEach(async () => {
  folder = await makeJournalFolder()
})
afterEach(() => folder.remove())

it('does not keep the bytes of earlier segments', async () => {
  await folder.written(3)
  await folder.written(3)
  const seen: WeakRef<Buffer>[] = []
  const read = async (path: string): Promise<Buffer> => {
    const bytes = await fileCalls.read(path)
    if (path.endsWith('.journal')) seen.push(new WeakRef(bytes))
    return bytes
  }
  const journal = await folder.open({ files: { ...fileCalls, read } })
  await journal.append('note', { text: 'goes on' })
  // What a promise of this turn still holds is let go in the next.
  await new Promise((resolve) => setImmediate(resolve))
  collectGarbage()
  expect(seen.length).toBeGreaterThanOrEqual(2)
  expect(seen.map((bytes) => bytes.deref()?.length)).toEqual(seen.map(() => undefined))
  expect(journal.records().filter(({ kind }) => kind === 'note')).toHaveLength(7)
})
