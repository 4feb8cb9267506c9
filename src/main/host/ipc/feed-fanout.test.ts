import { describe, expect, it } from 'vitest'
import type { FeedMessage } from '../../../contract/index.ts'
import { createFeedFanout } from './feed-fanout.ts'

const run = (revision: number): FeedMessage => ({ feed: 'run', revision, value: null })
const verdict = (revision: number): FeedMessage => ({ feed: 'verdict', revision, value: null })

describe('the feed fan-out', () => {
  it('gives a window every current value when it listens, then every change in order', () => {
    const fanout = createFeedFanout()
    fanout.publish(run(1))
    fanout.publish(run(2))
    fanout.publish(verdict(1))
    const got: (readonly FeedMessage[])[] = []
    fanout.listen({}, (messages) => got.push(messages))
    expect(got).toEqual([[verdict(1), run(2)]])
    fanout.publish(run(3))
    fanout.publish(run(4))
    expect(got.slice(1)).toEqual([[run(3)], [run(4)]])
  })

  it('starts over after a reload and sends nothing in between', () => {
    const fanout = createFeedFanout()
    const window = {}
    const before: FeedMessage[] = []
    fanout.listen(window, (messages) => before.push(...messages))
    fanout.forget(window)
    fanout.publish(run(1))
    expect(before).toEqual([])
    const after: FeedMessage[] = []
    fanout.listen(window, (messages) => after.push(...messages))
    expect(after).toEqual([run(1)])
  })
})
