import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Anchor } from './anchor.ts'
import { anchorFile } from './anchors.ts'
import { mostHeads } from './newest-heads.ts'
import { makeJournalFolder, type JournalFolder } from './testing/journal-folder.ts'

let folder: JournalFolder
beforeEach(async () => {
  folder = await makeJournalFolder()
})
afterEach(() => folder.remove())

const head = (seq: number): Anchor => ({ jid: 'ours', seq, hash: 'f'.repeat(64), t: '2026-03-01T02:03:04.005Z' })

async function anchorsOf(...parts: readonly (string | Buffer)[]) {
  await mkdir(join(folder.dir, 'anchors'))
  await writeFile(join(folder.dir, 'anchors', 'heads.jsonl'), Buffer.concat(parts.map((part) => Buffer.from(part))))
  return anchorFile(folder.dir).read()
}

const line = (anchor: Anchor) => `${JSON.stringify(anchor)}\n`

it('takes what is no head for nothing, and a torn one for one less', async () => {
  const torn = JSON.stringify(head(4)).slice(0, 60)
  const strange = ['', '\n\n', '{}\n', '{"jid":1}\n', `{"jid":"${'x'.repeat(600)}"}\n`, '{"jid":"a","jid":"b"}\n']
  expect(await anchorsOf(line(head(1)), ...strange, line(head(3)), torn)).toEqual([head(1), head(3)])
})

it.each([
  ['newlines', '\n'],
  ['short lines', 'x\n'],
  ['what begins as a head', '{"jid"\n'],
  ['short heads of another journal', '{"jid":"x","seq":0,"hash":"","t":""}\n'],
  ['no newline at all', 'x']
])('reads the newest of 3 MiB of %s, and lets others have their turn', async (_, unit) => {
  const flood = Buffer.alloc(3_145_728, unit)
  let longest = 0
  let last = performance.now()
  const ticking = setInterval(() => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }, 5)
  await mkdir(join(folder.dir, 'anchors'))
  await writeFile(join(folder.dir, 'anchors', 'heads.jsonl'), flood)
  last = performance.now()
  const started = performance.now()
  const heads = await anchorFile(folder.dir).read()
  clearInterval(ticking)
  expect(heads.length).toBeLessThanOrEqual(mostHeads)
  expect(heads.every(({ jid }) => jid === 'x')).toBe(true)
  expect(performance.now() - started).toBeLessThan(2_000)
  expect(longest).toBeLessThan(1_000)
})

it('finds the newest of more heads than it takes in', async () => {
  const many = Array.from({ length: mostHeads + 300 }, (_, seq) => head(seq))
  const heads = await anchorsOf(...many.map(line))
  expect(heads).toHaveLength(mostHeads)
  expect(heads.at(-1)).toEqual(head(mostHeads + 299))
})
