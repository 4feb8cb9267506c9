import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { JournalRecord } from '../ports/journal.ts'
import type { Anchor } from './anchor.ts'
import { openJournal } from './open-journal.ts'
import { isSynced } from './record-kinds.ts'
import { scanFrames } from './scan.ts'
import { readSegments } from './segments.ts'
import { createSimulatedDisk, powerLosses, type DiskImage, type Moment } from './testing/simulated-disk.ts'
import { verifyJournal } from './verify.ts'
import { writtenBytes } from './testing/written-bytes.ts'

const dir = '/journal'

/** A moment with what had been promised by then. */
interface Promised {
  readonly moment: Moment
  /** Number of the last record whose append returned, of a kind that is on the disk then; -1 for none. */
  readonly seq: number
  readonly anchors: readonly Anchor[]
}

function openOn(image: DiskImage, anchors: readonly Anchor[] = []) {
  const disk = createSimulatedDisk(image)
  const kept: Anchor[] = [...anchors]
  return {
    disk,
    kept,
    journal: openJournal({
      dir,
      clock: { now: () => new Date(0) },
      app: { version: '0' },
      operator: 'x',
      anyPlace: true,
      files: disk.calls,
      anchors: { read: async () => kept, write: async (anchor) => void kept.push(anchor) }
    })
  }
}

/** Plays appends on a disk and keeps every moment of it. */
async function play(): Promise<{ readonly moments: readonly Promised[]; readonly records: readonly JournalRecord[] }> {
  const moments: Promised[] = []
  const anchors: Anchor[] = []
  let seq = -1
  const disk = createSimulatedDisk(new Map(), (moment) => moments.push({ moment, seq, anchors: [...anchors] }))
  const journal = await openJournal({
    dir,
    clock: { now: () => new Date(0) },
    app: { version: '0' },
    operator: 'x',
    anyPlace: true,
    files: disk.calls,
    anchors: { read: async () => anchors, write: async (anchor) => void anchors.push(anchor) },
    // Short segments, so that rotation is among what is interrupted.
    segmentBytes: 4_000
  })
  const append = async (kind: Parameters<typeof journal.append>[0], text: string) => {
    const record = await journal.append(kind, { text, attemptId: 'a', outcome: 'succeeded' })
    if (isSynced(record)) seq = record.seq
  }
  for (const length of [10, 300, 700, 30]) await append('note', 'n'.repeat(length))
  await append('intent', 'i'.repeat(200))
  for (const length of [900, 20, 500]) await append('command', 'c'.repeat(length))
  await append('outcome', 'o')
  for (const length of [40, 1_200, 600]) await append('observe', 'b'.repeat(length))
  await append('intent', 'j')
  await journal.close()
  return { moments, records: journal.records() }
}

describe('after a power loss at any moment, in any way that storage may lose what was not synced', () => {
  it('the journal is a beginning of what was written, with everything that was promised, and goes on', async () => {
    const { moments, records } = await play()
    let states = 0
    const seen = new Set<string>()
    for (const { moment, seq, anchors } of moments) {
      for (const image of powerLosses(moment)) {
        states += 1
        const key = keyOf(seq, image)
        if (seen.has(key)) continue
        seen.add(key)
        const left = openOn(image, anchors)
        const journal = await left.journal
        const kept = journal.records().filter(({ seq: number, hash }) => records[number]?.hash === hash)
        const where = `promised up to ${seq}, state ${states}`
        expect(journal.health(), where).toMatchObject({ state: 'healthy' })
        expect(kept.at(-1)?.seq ?? -1, where).toBeGreaterThanOrEqual(seq)
        // Whatever else it holds, it has written itself after the loss.
        const added = journal
          .records()
          .slice(kept.length)
          .map(({ kind }) => kind)
        expect(['journal.open', 'recovered journal.open'], where).toContain(added.join(' '))
        await journal.close()
        const files = (await readSegments(dir, left.disk.calls)).map(({ path, scan }) => ({ name: path, scan }))
        expect(verifyJournal(files, left.kept).problems, where).toEqual([])
        const joined = await writtenBytes(dir, left.disk.calls)
        expect(verifyJournal([{ name: 'joined', scan: scanFrames(joined) }], left.kept).problems, where).toEqual([])
      }
    }
    expect(states).toBeGreaterThan(10_000)
  }, 240_000)
})

/** Equal for states that are equal, so that each is recovered from once. */
function keyOf(seq: number, image: DiskImage): string {
  const hash = createHash('sha1').update(String(seq))
  for (const [path, bytes] of image) hash.update(path).update(bytes)
  return hash.digest('base64')
}
