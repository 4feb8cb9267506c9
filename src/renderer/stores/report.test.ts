import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { ReportView } from '../../contract/index.ts'
import { failed, failureOf, ok } from '../../contract/failure.ts'
import { emptyRecord, report } from '../fixtures/record.ts'
import { setFeeds } from '../fixtures/mount.ts'
import { applyMessage, feedStore } from './feeds.ts'
import { followReport } from './report.ts'

const request = vi.fn((_name: string, _input: unknown): Promise<unknown> => Promise.resolve(ok(report)))
const shown: ReportView[] = []

beforeEach(() => {
  vi.useFakeTimers()
  request.mockClear()
  shown.length = 0
  window.backout = { request, subscribe: () => () => undefined }
  setFeeds({ record: emptyRecord })
})
afterEach(() => vi.useRealTimers())

/** Something is recorded. */
function come(revision: number): void {
  const timeline = [{ seq: revision, at: '', kind: 'note', text: 'x' }]
  feedStore.setState((replica) =>
    applyMessage(replica, { feed: 'record', revision, change: { commands: [], timeline } })
  )
}

it('is rendered when somebody begins to look, and after what is recorded, twice a second at most', async () => {
  const stop = followReport((view) => shown.push(view))
  await vi.advanceTimersByTimeAsync(0)
  expect(shown).toEqual([report])
  for (let revision = 2; revision < 12; revision += 1) {
    come(revision)
    await vi.advanceTimersByTimeAsync(100)
  }
  await vi.advanceTimersByTimeAsync(1_000)
  expect(request.mock.calls.length).toBeLessThanOrEqual(4)
  const asked = request.mock.calls.length
  await vi.advanceTimersByTimeAsync(60_000)
  expect(request).toHaveBeenCalledTimes(asked)
  stop()
})

it('takes no notice of other feeds, nor of anything after nobody looks', async () => {
  const stop = followReport((view) => shown.push(view))
  await vi.advanceTimersByTimeAsync(1_000)
  feedStore.setState((replica) => applyMessage(replica, { feed: 'run', revision: 2, value: null }))
  await vi.advanceTimersByTimeAsync(1_000)
  expect(request).toHaveBeenCalledTimes(1)
  come(2)
  stop()
  await vi.advanceTimersByTimeAsync(1_000)
  come(3)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(request).toHaveBeenCalledTimes(2)
  expect(shown).toHaveLength(1)
})

it('goes on after an answer that was a failure', async () => {
  request.mockResolvedValueOnce(failed(failureOf('internal', 'No')))
  const stop = followReport((view) => shown.push(view))
  await vi.advanceTimersByTimeAsync(1_000)
  expect(shown).toEqual([])
  come(2)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(shown).toEqual([report])
  stop()
})
