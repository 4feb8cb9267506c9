import { expect, onTestFinished, test } from 'vitest'
import { createPublisher } from './cadence.ts'

/** A publisher whose views take so long to make, milliseconds, and when each was begun and ended. */
function publisher(takesMs: number, everyMs: number) {
  const stop = new AbortController()
  onTestFinished(() => stop.abort())
  const views: { readonly begunMs: number; readonly endedMs: number }[] = []
  const changed = createPublisher(
    () => {
      const begunMs = performance.now()
      while (performance.now() < begunMs + takesMs);
      views.push({ begunMs, endedMs: performance.now() })
      // Something changes all the time.
      if (views.length < 3) changed()
    },
    everyMs,
    stop.signal
  )
  changed()
  return async () => {
    await expect.poll(() => views.length, { timeout: 10_000 }).toBe(3)
    return views
  }
}

test('a view that takes long leaves four times as long to what acts meanwhile', async () => {
  const views = await publisher(30, 1)()
  for (const [index, { begunMs }] of views.entries()) {
    const before = views[index - 1]
    // A timer may fire a millisecond early.
    if (before) expect(begunMs - before.endedMs).toBeGreaterThanOrEqual(4 * (before.endedMs - before.begunMs) - 1)
  }
})

test('a quick one comes as often as is asked, and no more', async () => {
  const views = await publisher(0, 60)()
  for (const [index, { begunMs }] of views.entries()) {
    const before = views[index - 1]
    if (before) expect(begunMs - before.begunMs).toBeGreaterThanOrEqual(59)
  }
})
