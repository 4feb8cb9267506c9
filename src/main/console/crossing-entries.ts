import type { Signal, Verdict } from '../../contract/index.ts'
import { firstCrossing, sameTroubleMs } from '../decision/index.ts'
import { stringAt } from '../lib/json-access.ts'
import type { Journal } from '../ports/journal.ts'
import { goingOnSince } from './incident-records.ts'
import { incidentScope } from './incident-scope.ts'
import type { Incident } from './incident.ts'

/**
 * Writes down when a service first crossed a limit, with the value of that moment, and again when it does so after the
 * trouble had ended. A value that goes to and fro about a limit is one trouble.
 * @param now milliseconds since 1970
 * @returns takes each verdict, with what it was made of
 */
export function crossingEntries(
  journal: Journal,
  incident: Pick<Incident, 'key' | 'ref' | 'identity'>,
  now: number
): (verdict: Verdict, signals: readonly Signal[]) => void {
  /** When a limit was last seen crossed, milliseconds; null for never. */
  let lastPastMs = lastPastIn(journal, incident, now)
  return (verdict, signals) => {
    const { isComplete, judgedAt } = verdict
    const crossing = isComplete ? firstCrossing(verdict, signals) : null
    if (crossing === null) return
    const isAnother = lastPastMs === null || Date.parse(crossing.at) - lastPastMs > sameTroubleMs
    lastPastMs = Date.parse(judgedAt)
    if (!isAnother) return
    const body = { what: 'crossing', ref: incident.ref, happenedAt: crossing.at, text: crossing.text }
    journal.append('note', body).catch(() => undefined)
  }
}

/** What was written down before the service was left and come back to. */
function lastPastIn(journal: Journal, incident: Parameters<typeof incidentScope>[0], now: number): number | null {
  const own = journal.records().filter(incidentScope(incident, 0))
  const since = goingOnSince(own, now)
  const last = own.findLast(
    ({ kind, seq, body }) =>
      since !== null && seq >= since && kind === 'verdict' && stringAt(body, 'verdict', 'firstCrossedAt') !== ''
  )
  const ms = Date.parse(stringAt(last?.body, 'verdict', 'judgedAt'))
  return Number.isNaN(ms) ? null : ms
}
