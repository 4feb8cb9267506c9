import { requestTimeoutMs } from './host.ts'
import { between, type Random } from './random.ts'

/** From where a moment is counted: the start of the process, the approval, or the request's arrival on the wire. */
export type Origin = 'start' | 'approval' | 'request'

/** When a host is killed. */
export interface Moment {
  readonly origin: Origin
  /** Real milliseconds. */
  readonly afterMs: number
}

/** The cancel window of a production plan, in which nothing is sent. */
const cancelWindowMs = 3_000

/**
 * Draws when to kill. Some moments lie anywhere in the life of the process, some around the writing of the intent, most
 * while the request is on its way, because that is where a crash hurts.
 */
export function drawMoment(random: Random): Moment {
  const kind = random()
  if (kind < 0.1) return drawEarlyMoment(random)
  if (kind < 0.2) return { origin: 'approval', afterMs: between(random, 0, cancelWindowMs) }
  if (kind < 0.4) return { origin: 'approval', afterMs: cancelWindowMs + between(random, -60, 500) }
  return { origin: 'request', afterMs: between(random, 0, 400) }
}

/**
 * A moment while the process starts, looks at what an earlier one left, and settles it, or just after: that nothing was
 * applied is said half a request timeout after the first look, and a Deployment that is never settled is no use to others.
 */
export function drawEarlyMoment(random: Random): Moment {
  return { origin: 'start', afterMs: between(random, 100, requestTimeoutMs) }
}
