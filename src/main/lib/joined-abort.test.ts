import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { withJoinedAbort } from './joined-abort.ts'

describe('withJoinedAbort', () => {
  it('is aborted by each of its sources and leaves nothing behind', async () => {
    for (const which of [0, 1]) {
      const sources = [new AbortController(), new AbortController()] as const
      const signals = sources.map(({ signal }) => signal)
      const seen = await withJoinedAbort([...signals, undefined], async (abort) => {
        const before = abort.aborted
        sources[which]?.abort()
        return [before, abort.aborted]
      })
      expect(seen).toEqual([false, true])
      expect(signals.map((signal) => getEventListeners(signal, 'abort').length)).toEqual([0, 0])
    }
  })

  it('is aborted from the beginning when a source already is', async () => {
    expect(await withJoinedAbort([AbortSignal.abort()], async (abort) => abort.aborted)).toBe(true)
  })
})
