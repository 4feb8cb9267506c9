import { inMiB, readingLimits } from '../lib/reading-limits.ts'
import { TransportError } from './http/transport-error.ts'

/** What one watch may still send. */
export interface WatchBudget {
  /**
   * Counts one line, which is an event or an empty one. @throws TransportError `tooFast` when there were too many, or they were too
   * large together.
   */
  take(bytes: number): void
  /** Counts one piece of the stream, however little is in it. @throws TransportError `tooFast` */
  takePiece(): void
}

/** So much at once, and again so much a second of real time. */
export function createWatchBudget(host: string, nowMs: () => number = () => performance.now()): WatchBudget {
  const { eventsAtOnce, eventsPerSecond, watchBytesAtOnce, watchBytesPerSecond } = readingLimits
  const { watchPiecesAtOnce, watchPiecesPerSecond } = readingLimits
  let events: number = eventsAtOnce
  let bytes: number = watchBytesAtOnce
  let pieces: number = watchPiecesAtOnce
  let atMs = nowMs()
  const refill = (): void => {
    const now = nowMs()
    const seconds = (now - atMs) / 1_000
    atMs = now
    events = Math.min(eventsAtOnce, events + seconds * eventsPerSecond)
    bytes = Math.min(watchBytesAtOnce, bytes + seconds * watchBytesPerSecond)
    pieces = Math.min(watchPiecesAtOnce, pieces + seconds * watchPiecesPerSecond)
  }
  const refuse = (most: string): never => {
    const text = `${host}: more than ${most} a second; what changes between two lists is left out`
    throw new TransportError('tooFast', 'maybe', text)
  }
  return {
    take(taken) {
      refill()
      events -= 1
      bytes -= taken
      if (events < 0) refuse(`${eventsPerSecond.toLocaleString('en-US')} changes`)
      if (bytes < 0) refuse(inMiB(watchBytesPerSecond))
    },
    takePiece() {
      refill()
      pieces -= 1
      if (pieces < 0) refuse(`${watchPiecesPerSecond.toLocaleString('en-US')} pieces`)
    }
  }
}
