import { at, numberAt, stringAt } from '../../lib/json-access.ts'
import { readCanary } from '../../providers/flagger/canary.ts'
import { isPromoting, phaseOf } from '../../providers/flagger/phase.ts'
import { serviceCanary, type StateRule } from '../rule-facts.ts'

/** When Flagger rolls back by itself, and when it does not. */
export const countsFailedChecks: StateRule = (facts) => {
  const canary = serviceCanary(facts)
  // Whatever the target has is promoted then, which is a notice of its own.
  if (!canary || at(canary, 'spec', 'skipAnalysis') === true) return []
  const allowed = numberAt(canary, 'spec', 'analysis', 'threshold') ?? 1
  const interval = stringAt(canary, 'spec', 'analysis', 'interval') || '60s'
  const failedChecks = numberAt(canary, 'status', 'failedChecks') ?? 0
  // Flagger sets the count back as it rolls back (fluxcd/flagger pkg/controller/scheduler.go rollback).
  const counted =
    stringAt(canary, 'status', 'phase') === 'Failed'
      ? 'It has rolled back, and counts anew at the next release'
      : `${failedChecks} of ${allowed} have failed`
  const name = `Canary ${canary.metadata.namespace ?? ''}/${canary.metadata.name}`
  const total = `${allowed} failed ${allowed === 1 ? 'check' : 'checks'} in total, not in a row`
  const said = {
    id: 'T10',
    severity: 'warning',
    source: 'fluxcd/flagger pkg/controller/scheduler.go advanceCanary'
  } as const
  if (at(canary, 'spec', 'suspend') === true) {
    const resumed =
      failedChecks >= allowed ? 'resumed, it rolls back at its next check' : `resumed, it rolls back after ${total}`
    return [
      {
        ...said,
        lead: `${name} is suspended: it does not roll back by itself.`,
        text: `${counted}, and nothing is checked while it is suspended; ${resumed}.`
      }
    ]
  }
  if (isPromoting(phaseOf(stringAt(canary, 'status', 'phase'))))
    return [
      {
        ...said,
        lead: `${name} is being promoted: nothing rolls it back by itself any more.`,
        text: 'Its target has been copied to the primary, and no failed check is counted.'
      }
    ]
  if (readCanary(canary).failed === 'promotion')
    return [
      {
        ...said,
        lead: `${name} has failed at its promotion: nothing was rolled back, and nothing is.`,
        text: 'Its target serves the users; no failed check is counted before the next release.'
      }
    ]
  return [
    {
      ...said,
      lead: `${name} rolls back by itself after ${total}.`,
      text: `${counted}; one check every ${interval.replace(/(\d)(?=[hms])/g, '$1 ')}, and the rollback comes one check later.`
    }
  ]
}
