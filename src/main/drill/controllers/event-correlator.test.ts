import { describe, expect, test } from 'vitest'
import type { Sighting } from './event-correlator.ts'
import { createEventCorrelator } from './event-correlator.ts'

const sighting = (message: string, object = 'Pod/shop/web'): Sighting => ({
  object,
  type: 'Warning',
  reason: 'BackOff',
  message,
  fieldPath: ''
})

// kubernetes/client-go tools/record/events_cache_test.go
describe('events are correlated as client-go does', () => {
  test('equal ones are counted', () => {
    const correlator = createEventCorrelator()
    const first = correlator.correlate(sighting('a'), 0)
    expect(first).toMatchObject({ count: 1, message: 'a', isCombined: false })
    expect(correlator.correlate(sighting('a'), 1)).toMatchObject({ count: 2, key: first?.key })
    expect(correlator.correlate(sighting('b'), 2)).toMatchObject({ count: 1 })
    expect(correlator.correlate(sighting('a', 'Pod/shop/other'), 3)).toMatchObject({ count: 1 })
  })

  test('the tenth of similar ones is combined with those that follow', () => {
    const correlator = createEventCorrelator()
    const all = Array.from({ length: 12 }, (_, index) => correlator.correlate(sighting(`m${index}`), index))
    expect(all[8]).toMatchObject({ message: 'm8', count: 1 })
    expect(all[9]).toMatchObject({ message: '(combined from similar events): m9', count: 1 })
    expect(all[11]).toMatchObject({ message: '(combined from similar events): m11', count: 3, key: all[9]?.key })
    const later = 11 + 600_001
    expect(correlator.correlate(sighting('m12'), later)).toMatchObject({ message: 'm12', isCombined: false })
  })

  test('an object gets 25 at once, then one in five minutes, and those in between are counted', () => {
    const correlator = createEventCorrelator()
    const all = Array.from({ length: 30 }, () => correlator.correlate(sighting('a'), 0))
    expect(all.filter((one) => one !== undefined)).toHaveLength(25)
    expect(correlator.correlate(sighting('b', 'Pod/shop/other'), 0)).toBeDefined()
    expect(correlator.correlate(sighting('a'), 299_000)).toBeUndefined()
    expect(correlator.correlate(sighting('a'), 300_000)).toMatchObject({ count: 32 })
  })
})
