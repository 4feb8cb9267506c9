import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contradictionOf } from './anchors.ts'
import { damageThatStops, pendingTears } from './continuation.ts'
import { encodeFrame, longestFrameBytes } from './frame.ts'
import { mostWasted, scanFrames, scanInTurns } from './scan.ts'
import { makeJournalFolder } from './testing/journal-folder.ts'
import { verifyCommand } from './verify-command.ts'
import { verifyJournal } from './verify.ts'

const mebibyte = 1_048_576

async function segmentOf(notes: number): Promise<Buffer> {
  const folder = await makeJournalFolder()
  const bytes = Buffer.from(await folder.written(notes))
  await folder.remove()
  return bytes
}

/** One change to the bytes of a segment; places are parts of its length. */
type Change =
  | { readonly kind: 'flip'; readonly at: number; readonly bit: number }
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'zero' | 'remove' | 'double' | 'move'; readonly at: number; readonly length: number }
  | { readonly kind: 'flood'; readonly at: number; readonly text: string; readonly times: number }

const part = fc.double({ min: 0, max: 0.999, noNaN: true })
const headers = fc.constantFrom('00000400 deadbeef ', '00000400 deadbeef {"', ' {"', '00900000 00000000 {"a":1}\n', '0')
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at: part, bit: fc.nat(7) }),
  fc.record({ kind: fc.constant('cut' as const), at: part }),
  fc.record({ kind: fc.constantFrom('zero', 'remove', 'double', 'move'), at: part, length: fc.nat(1_500) }),
  fc.record({ kind: fc.constant('flood' as const), at: part, text: headers, times: fc.integer({ min: 1, max: 500 }) })
)

function changed(bytes: Buffer, { at, ...what }: Change): Buffer {
  const from = Math.floor(at * bytes.length)
  const [before, after] = [bytes.subarray(0, from), bytes.subarray(from)]
  switch (what.kind) {
    case 'flip': {
      const copy = Buffer.from(bytes)
      if (copy.length > 0) copy[from] = (copy[from] ?? 0) ^ (1 << what.bit)
      return copy
    }
    case 'cut':
      return before
    case 'zero':
      return Buffer.concat([before, Buffer.alloc(Math.min(what.length, after.length)), after.subarray(what.length)])
    case 'remove':
      return Buffer.concat([before, after.subarray(what.length)])
    case 'double':
      return Buffer.concat([before, after.subarray(0, what.length), after])
    case 'move':
      return Buffer.concat([after.subarray(0, what.length), before, after.subarray(what.length)])
    case 'flood':
      return Buffer.concat([before, Buffer.from(what.text.repeat(what.times)), after])
  }
}

describe('a journal that was changed in any way', () => {
  it('is read to its end, in work that its length bounds, and is intact only where nothing is missing', async () => {
    const whole = await segmentOf(8)
    const sound = scanFrames(whole)
    expect(sound).toMatchObject({ records: { length: 10 }, damages: [], wasted: 0 })
    const anchors = sound.records.map(({ payload, hash }) => ({ ...payload, hash }))
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const bytes = changes.reduce(changed, whole)
        const scan = scanFrames(bytes)
        expect(scan.wasted).toBeLessThanOrEqual(mostWasted(bytes.length) + longestFrameBytes)
        const covered = [...scan.records, ...scan.damages].sort((a, b) => a.start - b.start)
        // Every byte is either of a record or named as damage, once.
        expect(covered.map(({ start }) => start)).toEqual(
          [0, ...covered.map(({ end }) => end)].slice(0, covered.length)
        )
        expect(covered.at(-1)?.end ?? 0).toBe(bytes.length)
        const segment = { number: 1, path: '000001.journal', scan }
        const found = verifyJournal([{ name: 'file', scan }], anchors)
        if (found.state === 'intact') expect(bytes.equals(whole)).toBe(true)
        expect(typeof damageThatStops([segment], anchors)).toMatch(/string|undefined/)
        expect(pendingTears([segment]).length).toBeLessThanOrEqual(1)
      }),
      { numRuns: 1_500 }
    )
  })

  it('opens, or says why it does not; it never throws, and verify ends with 0, 1 or 2', async () => {
    const whole = await segmentOf(4)
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const folder = await makeJournalFolder()
        await writeFile(join(folder.dir, '000001.journal'), changes.reduce(changed, whole))
        const journal = await folder.open()
        expect(['healthy', 'unhealthy']).toContain(journal.health().state)
        await folder.remove()
      }),
      { numRuns: 60 }
    )
    const folder = await makeJournalFolder()
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const file = join(folder.dir, 'changed.jsonl')
        await writeFile(file, changes.reduce(changed, whole))
        const { code, stdout } = await verifyCommand(['verify', file])
        expect([0, 1, 2]).toContain(code)
        expect(stdout).not.toBe('')
      }),
      { numRuns: 150 }
    )
    await folder.remove()
  })
})

/** Frames inside of each other, each with the checksum that it needs. */
function nested(bytes: number): Buffer {
  let text = '{"a":1}'
  while (text.length < bytes) text = `{"${'x'.repeat(500)}${encodeFrame(text).toString('latin1')}`
  return encodeFrame(text)
}

function filled(bytes: number, text: string): Buffer {
  return Buffer.from(text.repeat(Math.ceil(bytes / text.length)).slice(0, bytes))
}

describe('three megabytes that were made to be looked at for ever', () => {
  const longClaims = filled(3 * mebibyte, '00900000 deadbeef {"')
  for (let end = 900_018; end < longClaims.length; end += 20) longClaims[end] = 0x0a

  it.each([
    ['headers alone', filled(3 * mebibyte, '00900000 deadbeef ')],
    ['headers before what begins as a record', filled(3 * mebibyte, '00900000 deadbeef {"')],
    ['headers of 900 kB that end in a newline', longClaims],
    ['beginnings of records', filled(3 * mebibyte, ' {"')],
    ['frames in frames, all with their checksums', Buffer.concat([nested(900_000), nested(900_000), nested(900_000)])],
    ['whole frames that are no records', filled(3 * mebibyte, encodeFrame('{"a":1}').toString('latin1'))],
    ['records too deep to walk through', encodeFrame('{"a":'.repeat(200_000))],
    ['nothing', Buffer.alloc(3 * mebibyte)]
  ])('cost work in proportion to their length: %s', (_what, bytes) => {
    const scan = scanFrames(bytes)
    expect(scan.wasted).toBeLessThanOrEqual(mostWasted(bytes.length) + longestFrameBytes)
    expect(scan.records).toEqual([])
    expect(scan.damages).toMatchObject([{ start: 0, end: bytes.length, kind: 'altered' }])
  })

  it('leave everybody else their turns', async () => {
    let turns = 0
    let isOver = false
    const others = (): void => {
      turns += 1
      if (!isOver) setImmediate(others)
    }
    setImmediate(others)
    const scan = await scanInTurns(longClaims)
    isOver = true
    expect(turns).toBeGreaterThan(scan.wasted / mebibyte)
  })
})

it('a header inside the text of a record is never taken for one, so that no log can spoil a torn tail', () => {
  const inner = '{"a":1}'
  const header = `${String(inner.length).padStart(8, '0')} ${crc32(inner).toString(16).padStart(8, '0')} `
  const bytes = encodeFrame(JSON.stringify({ text: `${header}${inner}\n`.repeat(5_000) }))
  const scan = scanFrames(bytes.subarray(0, bytes.length - 10))
  expect(scan.damages).toMatchObject([{ kind: 'torn' }])
  expect(scan.wasted).toBe(0)
})

it('a hundred thousand anchors are read', () => {
  const anchors = Array.from({ length: 200_000 }, (_, seq) => ({ jid: 'j', seq, hash: 'h', t: 't' }))
  expect(verifyJournal([{ name: 'file', scan: scanFrames(Buffer.from('00000001 ')) }], anchors).state).toBe('damaged')
  expect(contradictionOf({ jid: 'j', seq: 9, hash: 'h', t: 't' }, { lastSeq: 3, hashOf: () => undefined })).toMatch(
    /cut/
  )
})
