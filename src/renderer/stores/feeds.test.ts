import { afterEach, describe, expect, it, vi } from 'vitest'
import type { FeedMessage, RecordView } from '../../contract/index.ts'
import { applyMessage, emptyReplica, feedStore, followFeeds, type Replica } from './feeds.ts'

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

describe('what came to the record', () => {
  const value: RecordView = { health: { state: 'healthy', path: '/' }, commands: [], timeline: [] }
  const whole: FeedMessage = { feed: 'record', revision: 3, value }
  const came = (revision: number): FeedMessage => ({
    feed: 'record',
    revision,
    change: { commands: [], timeline: [{ seq: revision, at: '', kind: 'note', text: 'x' }] }
  })
  const seqs = ({ values }: Replica) => values.record?.timeline.map(({ seq }) => seq)

  it('is added, once', () => {
    const replica = [whole, came(4), came(4), came(5)].reduce(applyMessage, emptyReplica)
    expect(seqs(replica)).toEqual([4, 5])
    expect(replica).toMatchObject({ gap: false, revisions: { record: 5 } })
  })

  it('waits for the whole where nothing is held', () => {
    expect(applyMessage(emptyReplica, came(4))).toBe(emptyReplica)
  })

  it('makes no sense after a gap: what is held stays until the whole has come', () => {
    const replica = [whole, came(4), came(6), came(7)].reduce(applyMessage, emptyReplica)
    expect(seqs(replica)).toEqual([4])
    expect(replica).toMatchObject({ gap: true, revisions: { record: 4 } })
    const fresh: FeedMessage = { feed: 'record', revision: 8, value }
    expect(seqs([fresh, came(9)].reduce(applyMessage, { ...replica, revisions: {}, gap: false }))).toEqual([9])
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
