import { describe, expect, it } from 'vitest'
import { createServerClock } from './server-clock.ts'

const startMs = Date.parse('2026-03-01T02:10:00.000Z')

/** A server whose clock is `ahead` of ours, and answers that take their time on the way. */
function meeting({ ahead = 0, speed = 1 }: { readonly ahead?: number; readonly speed?: number } = {}) {
  let nowMs = startMs
  let skewMs = ahead
  const clock = createServerClock({ now: () => new Date(nowMs), speed })
  return {
    clock,
    stepTo: (ms: number) => (skewMs = ms),
    /** Milliseconds until the server dates its answer, and from then until it is here. */
    answer: (there: number, back: number): boolean => {
      const askedAtMs = nowMs
      const date = new Date(nowMs + there + skewMs).toUTCString()
      nowMs += there + back
      return clock.notice(date, askedAtMs)
    }
  }
}

describe("the server's clock", () => {
  it('is ours where the two agree, however slow an answer is on its way', () => {
    const { clock, answer } = meeting()
    const delays = [3, 2_500, 10, 9_000, 400]
    expect(delays.map((back) => answer(2, back))).toEqual(delays.map(() => false))
    expect(delays.map((there) => answer(there, 2))).toEqual(delays.map(() => false))
    expect(clock.skewMs()).toBe(0)
  })

  it('is ours in a fast drill on a loaded machine, too', () => {
    const { clock, answer } = meeting({ speed: 20 })
    for (const realMs of [5, 2_000, 30, 1_700]) answer(40, realMs * 20)
    expect(clock.skewMs()).toBe(0)
  })

  it.each([300_000, -300_000])('is found when it is %i ms off, and stays through a slow answer', (ahead) => {
    const { clock, answer } = meeting({ ahead })
    expect(answer(10, 10)).toBe(true)
    const found = clock.skewMs()
    expect(Math.abs(found - ahead)).toBeLessThanOrEqual(1_010)
    expect([answer(20, 4_000), answer(15_000, 20), answer(5, 5)]).toEqual([false, false, false])
    expect(clock.skewMs()).toBe(found)
  })

  it('is followed when it is set right', () => {
    const { clock, answer, stepTo } = meeting({ ahead: -40_000 })
    answer(10, 10)
    stepTo(0)
    expect(answer(10, 10)).toBe(true)
    expect(clock.skewMs()).toBe(0)
  })

  it('says nothing without a date', () => {
    const { clock } = meeting()
    expect([clock.notice(undefined, startMs), clock.notice('soon', startMs)]).toEqual([false, false])
  })

  it('takes no time that no clock shows', () => {
    const { clock, answer } = meeting({ ahead: 3_600_000 })
    expect(answer(10, 10)).toBe(true)
    const found = clock.skewMs()
    for (const date of [
      'Sat, 13 Sep 275760 00:00:00 GMT',
      'Thu, 01 Jan 1970 00:00:00 GMT',
      '+275760-09-13',
      'soon',
      undefined
    ])
      expect(clock.notice(date, startMs)).toBe(false)
    expect(clock.skewMs()).toBe(found)
  })
})
