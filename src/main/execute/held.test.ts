import { describe, expect, it } from 'vitest'
import { heldFor, nothingHeld, type Held } from './held.ts'
import type { GateReading } from '../ports/gate.ts'

const everyMs = 5_000
const met = (ms?: number): GateReading => ({
  met: true,
  text: '',
  ...(ms === undefined ? {} : { at: new Date(ms).toISOString() })
})

/** Readings at their times, in milliseconds. */
function after(...readings: readonly (readonly [number, GateReading])[]): Held {
  return readings.reduce((held, [nowMs, reading]) => heldFor(held, reading, nowMs, everyMs, 1), nothingHeld)
}

describe('how long a gate has been met', () => {
  it('is counted from the first of the readings in a row', () => {
    expect(after([1_000, met()], [6_000, met()], [11_000, met()]).ms).toBe(10_000)
  })

  it.each([
    ['unknown', { met: null, text: 'no answer' }],
    ['not met', { met: false, text: '' }],
    ['stale', met(0)]
  ] satisfies readonly (readonly [string, GateReading])[])('starts again after one that is %s', (_what, reading) => {
    const at = 100_000
    expect(after([at, met()], [at + 5_000, reading], [at + 10_000, met()]).ms).toBe(0)
  })

  it('starts again where nothing was read for a while, as while a computer slept', () => {
    expect(after([1_000, met()], [600_000, met()]).ms).toBe(0)
    expect(after([1_000, met()], [14_000, met()]).ms).toBe(13_000)
  })

  it('is not longer than what the values cover: the same one twice says nothing new', () => {
    expect(after([10_000, met(5_000)], [15_000, met(5_000)], [20_000, met(15_000)]).ms).toBe(10_000)
  })
})
