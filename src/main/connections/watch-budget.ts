import { inMiB, readingLimits } from '../lib/reading-limits.ts'
import { TransportError } from './http/transport-error.ts'

/** What one watch may still send. */
export interface WatchBudget {
  /** Counts one event. @throws TransportError `tooFast` when there were too many, or they were too large together. */
  take(bytes: number): void
}

/** So much at once, and again so much a second of real time. */
export function createWatchBudget(host: string, nowMs: () => number = () => performance.now()): WatchBudget {
  const { eventsAtOnce, eventsPerSecond, watchBytesAtOnce, watchBytesPerSecond } = readingLimits
  let events: number = eventsAtOnce
  let bytes: number = watchBytesAtOnce
  let atMs = nowMs()
  return {
    take(taken) {
      const now = nowMs()
      const seconds = (now - atMs) / 1_000
      atMs = now
      events = Math.min(eventsAtOnce, events + seconds * eventsPerSecond) - 1
      bytes = Math.min(watchBytesAtOnce, bytes + seconds * watchBytesPerSecond) - taken
      if (events >= 0 && bytes >= 0) return
      const most = events < 0 ? `${eventsPerSecond.toLocaleString('en-US')} changes` : inMiB(watchBytesPerSecond)
      const text = `${host}: more than ${most} a second; what changes between two lists is left out`
      throw new TransportError('tooFast', 'maybe', text)
    }
  }
}
