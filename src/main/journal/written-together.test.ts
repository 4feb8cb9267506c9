import { describe, expect, it } from 'vitest'
import { FailureError } from '../../contract/index.ts'
import type { FileCalls } from './file-calls.ts'
import { openJournal } from './open-journal.ts'
import { readSegments } from './segments.ts'
import { createSimulatedDisk } from './testing/simulated-disk.ts'
import { verifyJournal } from './verify.ts'

const dir = '/journal'

/** A journal on a disk that counts, with so many bytes of room. */
async function openOn(room = Number.POSITIVE_INFINITY) {
  const disk = createSimulatedDisk(new Map(), () => undefined, room)
  const calls = { writes: 0, syncs: 0 }
  const files: FileCalls = {
    ...disk.calls,
    async openNew(path) {
      const file = await disk.calls.openNew(path)
      return {
        ...file,
        write(bytes) {
          calls.writes += 1
          return file.write(bytes)
        },
        sync() {
          calls.syncs += 1
          return file.sync()
        }
      }
    }
  }
  const journal = await openJournal({
    dir,
    clock: { now: () => new Date(0) },
    app: { version: '0' },
    operator: 'x',
    anyPlace: true,
    files,
    anchors: { read: async () => [], write: async () => undefined }
  })
  return { disk, journal, calls }
}

const many = Array.from({ length: 200 }, (_, index) => index)

describe('records that come at once', () => {
  it('stand in their order, with a few writes and syncs for all of them', async () => {
    const { disk, journal, calls } = await openOn()
    const before = { ...calls }
    const records = await Promise.all(many.map((index) => journal.append('intent', { index })))
    expect(records.map(({ body }) => body['index'])).toEqual(many)
    expect(records.map(({ seq }) => seq)).toEqual(many.map((index) => index + 1))
    expect(calls.syncs - before.syncs).toBeLessThanOrEqual(5)
    expect(calls.writes - before.writes).toBeLessThanOrEqual(5)
    await journal.close()
    const segments = await readSegments(dir, disk.calls)
    expect(
      verifyJournal(
        segments.map(({ path, scan }) => ({ name: path, scan })),
        []
      ).problems
    ).toEqual([])
  })

  it('are refused one by one for their content', async () => {
    const { journal } = await openOn()
    const tooLong = 'x'.repeat(4_000_000)
    const ends = await Promise.allSettled([
      journal.append('note', { text: 'first' }),
      journal.append('note', { text: tooLong }),
      journal.append('note', { text: 'third' })
    ])
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(journal.health()).toMatchObject({ state: 'healthy' })
    await journal.close()
  })

  it('stand as far as the disk has room, and the others are refused', async () => {
    const { disk, journal } = await openOn(1_048_576 + 10_000)
    const ends = await Promise.allSettled(many.map((index) => journal.append('intent', { index })))
    const promised = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value.body['index']] : []))
    const refused = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []))
    expect(promised.length).toBeGreaterThan(0)
    expect(promised).toEqual(many.slice(0, promised.length))
    expect(refused.every((reason) => reason instanceof FailureError)).toBe(true)
    await journal.close()
    const segments = await readSegments(dir, disk.calls)
    const payloads = segments.flatMap(({ scan }) => scan.records).map(({ payload }) => payload)
    expect(payloads.flatMap(({ kind, body }) => (kind === 'intent' ? [body['index']] : []))).toEqual(promised)
    expect(payloads.at(-1)?.kind).toBe('refused')
    expect(
      verifyJournal(
        segments.map(({ path, scan }) => ({ name: path, scan })),
        []
      ).problems
    ).toEqual([])
  })
})
