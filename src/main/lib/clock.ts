import { setTimeout as delay } from 'node:timers/promises'
import type { ClockView } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'

/** Wall time: what a real cluster is judged by. */
export const wallClockView: ClockView = {
  simulatedAt: '1970-01-01T00:00:00.000Z',
  realAt: '1970-01-01T00:00:00.000Z',
  speed: 1
}

/** A clock that runs `from.speed` times as fast as real time, anchored at `from.realAt`; wall time for null. */
export function createClock(from: ClockView | null): Clock {
  const view = from ?? wallClockView
  const simulated = Date.parse(view.simulatedAt)
  const real = Date.parse(view.realAt)
  return {
    speed: view.speed,
    now: () => new Date(simulated + (Date.now() - real) * view.speed),
    async sleep(ms, abort) {
      await delay(ms / view.speed, undefined, abort ? { signal: abort } : {})
    }
  }
}

/**
 * One clock object whose time source can be replaced when a drill opens or closes,
 * so that everything made earlier keeps following the right time. `home` is followed between drills; wall time for null.
 */
export function createSwitchingClock(
  make: (view: ClockView | null) => Clock,
  home: ClockView | null = null
): Clock & { follow(view: ClockView | null): void; view(): ClockView } {
  let view = home ?? wallClockView
  let current = make(home)
  return {
    get speed() {
      return current.speed
    },
    now: () => current.now(),
    sleep: (ms, abort) => current.sleep(ms, abort),
    follow(next) {
      view = next ?? home ?? wallClockView
      current = make(next ?? home)
    },
    view: () => view
  }
}
