import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FailureError } from '../../contract/index.ts'
import { openJournal } from './open-journal.ts'
import { readSegments } from './segments.ts'
import { createSimulatedDisk } from './testing/simulated-disk.ts'
import { verifyJournal } from './verify.ts'

const dir = '/journal'

async function openOn(room: number, image: Parameters<typeof createSimulatedDisk>[0] = new Map()) {
  const disk = createSimulatedDisk(image, () => undefined, room)
  const journal = await openJournal({
    dir,
    clock: { now: () => new Date(0) },
    app: { version: '0' },
    operator: 'x',
    anyPlace: true,
    files: disk.calls,
    anchors: { read: async () => [], write: async () => undefined }
  })
  return { disk, journal }
}

describe('a disk that fills up', () => {
  // The reserve takes a mebibyte; what is left after it runs out at another byte of a record each time.
  it.each([1_000, 1_500, 1_777, 2_048])(
    'refuses, and records in its reserve that it did (%i bytes left)',
    async (left) => {
      const { disk, journal } = await openOn(1_048_576 + left)
      const refused = await fillUp(journal)
      expect(refused).toBeInstanceOf(FailureError)
      expect(refused).toMatchObject({
        failure: {
          message: expect.stringContaining('the disk is full'),
          remedy: expect.stringContaining('free disk space')
        }
      })
      await expect(journal.append('intent', { attemptId: 'b' })).rejects.toMatchObject({
        failure: { message: expect.stringContaining('the disk is full') }
      })
      await journal.close()

      const segments = await readSegments(dir, disk.calls)
      const kinds = segments.flatMap(({ scan }) => scan.records).map(({ payload }) => payload.kind)
      expect(kinds.at(-1)).toBe('refused')
      expect(kinds.filter((kind) => kind === 'refused')).toHaveLength(1)
      const named = segments.flatMap(({ scan }) => scan.records).filter(({ payload }) => payload.kind === 'recovered')
      for (const { payload } of named) expect(payload.body['text']).toMatch(/^The disk was full while Backout wrote: /)
      const files = segments.map(({ path, scan }) => ({ name: path, scan }))
      expect(verifyJournal(files, []).problems).toEqual([])

      const again = await openOn(
        Number.POSITIVE_INFINITY,
        new Map(segments.map(({ path }) => [path, disk.read(dir, basename(path))]))
      )
      expect(again.journal.health()).toMatchObject({ state: 'healthy' })
      await expect(again.journal.append('intent', { attemptId: 'c' })).resolves.toBeDefined()
      await again.journal.close()
    }
  )

  it('refuses all the same where there was no room for a reserve', async () => {
    const { journal } = await openOn(900)
    expect(await fillUp(journal)).toBeInstanceOf(FailureError)
    expect(journal.health()).toMatchObject({ state: 'unhealthy', reason: expect.stringContaining('the disk is full') })
    await journal.close()
  })
})

/** Appends until it is refused. */
async function fillUp(journal: Awaited<ReturnType<typeof openOn>>['journal']): Promise<unknown> {
  for (let count = 0; count < 100; count += 1) {
    try {
      await journal.append('note', { text: 'x'.repeat(50), count })
    } catch (error) {
      return error
    }
  }
  return undefined
}
