import { afterEach, describe, expect, it, vi } from 'vitest'
import type { FeedMessage } from '../../contract/index.ts'
import { applyMessage, emptyReplica, feedStore, followFeeds } from './feeds.ts'

const run = (revision: number): FeedMessage => ({ feed: 'run', revision, value: null })

describe('applyMessage', () => {
  it('takes the first message of a feed at any revision', () => {
    const replica = applyMessage(emptyReplica, run(7))
    expect(replica.values).toEqual({ run: null })
    expect(replica).toMatchObject({ revisions: { run: 7 }, gap: false })
  })

  it('drops a message that is older than what it holds', () => {
    const replica = applyMessage(emptyReplica, run(7))
    expect(applyMessage(replica, run(6))).toBe(replica)
  })

  it('applies a message after a skipped one, and marks the gap', () => {
    const replica = applyMessage(applyMessage(emptyReplica, run(1)), run(3))
    expect(replica).toMatchObject({ revisions: { run: 3 }, gap: true })
  })
})

describe('followFeeds', () => {
  afterEach(() => {
    vi.useRealTimers()
    feedStore.setState(emptyReplica, true)
  })

  it('subscribes again after a gap, once for many gaps', () => {
    vi.useFakeTimers()
    const listeners: ((message: FeedMessage) => void)[] = []
    const stops = vi.fn()
    const stop = followFeeds((listener) => {
      listeners.push(listener)
      listener(run(listeners.length === 1 ? 1 : 9))
      return stops
    })
    listeners[0]?.(run(4))
    listeners[0]?.(run(9))
    expect(feedStore.getState().gap).toBe(true)
    vi.advanceTimersByTime(1_000)
    expect(listeners).toHaveLength(2)
    expect(stops).toHaveBeenCalledTimes(1)
    expect(feedStore.getState()).toMatchObject({ gap: false, revisions: { run: 9 } })
    stop()
  })
})
