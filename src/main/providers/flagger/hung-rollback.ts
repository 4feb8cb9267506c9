import { formatDuration } from '../../../contract/words/format-duration.ts'
import { utc } from '../../../contract/words/format-time.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { Canary } from './canary.ts'
import type { FlaggerController } from './controller.ts'
import { isOnTrial } from './phase.ts'
import { eventsOfRun, type CanaryEvent } from './run-events.ts'

/** Flagger's own rollback that does not come about, although the checks have failed. */
export interface HungRollback {
  /** What was refused: `routes`, so that users stay on the release; `pods`, where they have left it; null where it is not told. */
  readonly what: 'routes' | 'pods' | null
  /** Nobody answers for istiod, which is asked about every route: no one else's write of a route is taken either. */
  readonly isMeshSilent: boolean
  /** What the server said, as Flagger tells it; empty where it is not told any more. */
  readonly refusal: string
  readonly text: string
}

/** What a rollback begins with, and what it says once the routes are written (fluxcd/flagger pkg/controller/scheduler.go rollback). */
const begins = /^Rolling back /
const routesWritten = /^Canary failed!/

/** A write that the server did not take, as each of Flagger's routers and controllers tells it (pkg/router, pkg/canary). */
const refused = /\b(fail(ed|ing|ure)|error|forbidden|denied|refused|invalid|cannot|conflict)\b/i

/**
 * A refused write ends Flagger's check with a warning; the phase stays, and the next check tries the same again, for ever
 * (fluxcd/flagger pkg/controller/scheduler.go rollback, pkg/router/istio.go SetRoutes). Told by its events; null where none of
 * this run says so.
 */
export function toldRefusal(canary: Canary, events: readonly CanaryEvent[]): HungRollback | null {
  if (!isOnTrial(canary.phase) || canary.suspended || canary.failedChecks < canary.threshold) return null
  const run = eventsOfRun(events)
  const from = run.findLast(({ message }) => begins.test(message))
  if (from === undefined) return null
  const later = run.filter(({ at, message }) => at >= from.at && !begins.test(message))
  const refusal = later.findLast(({ warns, message }) => warns && !routesWritten.test(message) && refused.test(message))
  if (refusal === undefined) return null
  const what = later.some(({ message }) => routesWritten.test(message)) ? 'pods' : 'routes'
  const isMeshSilent = /failed calling webhook "[^"]*istio/.test(refusal.message)
  const users = what === 'pods' ? 'No user is on the release any more.' : 'Users stay where the routes send them.'
  return {
    what,
    isMeshSilent,
    refusal: refusal.message,
    text: `Flagger's rollback hangs: since ${utc(from.at)} its write is refused at each check (${visibleText(refusal.message, 300)}). ${users}`
  }
}

/** What is seen of Flagger beside the Canary. */
interface Signs {
  readonly events: readonly CanaryEvent[]
  readonly controller: FlaggerController | null
  readonly now: Date
}

/** For its own work at a check: reading, hooks of up to 10 s, queries. */
const slackMs = 30_000

/**
 * As `toldRefusal`; and where events have expired or were dropped, as many of one kind are, by the status: the rollback is
 * done one check after the one that reached the threshold, and Flagger has ready pods, and has not done it.
 */
export function hungRollback(canary: Canary, { events, controller, now }: Signs): HungRollback | null {
  const told = toldRefusal(canary, events)
  if (told !== null) return told
  if (!isOnTrial(canary.phase) || canary.suspended || canary.failedChecks < canary.threshold) return null
  const sinceMs = now.getTime() - Date.parse(canary.statusWrittenAt)
  if (controller === null || controller.ready === 0 || !(sinceMs > 2 * canary.intervalMs + slackMs)) return null
  return {
    what: null,
    isMeshSilent: false,
    refusal: '',
    text: `Flagger's rollback hangs: ${canary.failedChecks} of ${canary.threshold} checks had failed ${formatDuration(sinceMs)} ago, Flagger has ready pods, and it has not rolled back. Its log says why.`
  }
}
