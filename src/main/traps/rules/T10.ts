import { at, stringAt } from '../../lib/json-access.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { automaticRollback } from '../../providers/flagger/automatic-rollback.ts'
import { readCanary } from '../../providers/flagger/canary.ts'
import { isAtRest, isPromoting } from '../../providers/flagger/phase.ts'
import { serviceCanary, type StateRule } from '../rule-facts.ts'

/** Whether Flagger rolls back by itself, and how it counts; of a Canary whose release is over nothing is said. */
export const countsFailedChecks: StateRule = (facts) => {
  const object = serviceCanary(facts)
  // Whatever the target has is promoted then, which is a notice of its own.
  if (!object || at(object, 'spec', 'skipAnalysis') === true) return []
  const canary = readCanary(object)
  const { failedChecks, threshold, intervalMs, failed, suspended, phase } = canary
  if (isAtRest(phase) && failed !== 'promotion' && !suspended) return []
  const counted = `${failedChecks} of ${threshold} have failed`
  const name = `Canary ${object.metadata.namespace ?? ''}/${stringAt(object, 'metadata', 'name')}`
  const total = `${threshold} failed ${threshold === 1 ? 'check' : 'checks'} in total, not in a row`
  const notice = (lead: string, text: string) =>
    [
      { id: 'T10', severity: 'warning', source: 'fluxcd/flagger pkg/controller/scheduler.go advanceCanary', lead, text }
    ] as const
  if (suspended) {
    const resumed =
      failedChecks >= threshold ? 'resumed, it rolls back at its next check' : `resumed, it rolls back after ${total}`
    return notice(
      `${name} is suspended: it does not roll back by itself.`,
      `${counted}, and nothing is checked while it is suspended; ${resumed}.`
    )
  }
  if (isPromoting(phase))
    return notice(
      `${name} is being promoted: nothing rolls it back by itself any more.`,
      'Its target has been copied to the primary, and no failed check is counted.'
    )
  if (failed === 'promotion')
    return notice(
      `${name} has failed at its promotion: nothing was rolled back, and nothing is.`,
      'Its target serves the users; no failed check is counted before the next release.'
    )
  // Its workloads and events are not seen: what the Canary itself says counts.
  const unseen = { lastAt: null, targetReady: true, now: new Date(0) }
  const automatic = facts.automatic ?? automaticRollback(canary, unseen)
  if (automatic.kind === 'never') return notice(`${name} does not roll back by itself as it is.`, automatic.reason)
  return notice(
    `${name} rolls back by itself after ${total}.`,
    `${counted}; one check every ${formatDuration(intervalMs)}, and the rollback comes one check later.`
  )
}
