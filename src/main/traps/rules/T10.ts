import { numberAt, stringAt } from '../../lib/json-access.ts'
import { serviceCanary, type StateRule } from '../rule-facts.ts'

/** When Flagger rolls back by itself. */
export const countsFailedChecks: StateRule = (facts) => {
  const canary = serviceCanary(facts)
  if (!canary) return []
  const allowed = numberAt(canary, 'spec', 'analysis', 'threshold') ?? 1
  const interval = stringAt(canary, 'spec', 'analysis', 'interval') || '60s'
  const failedChecks = numberAt(canary, 'status', 'failedChecks') ?? 0
  // Flagger sets the count back as it rolls back (fluxcd/flagger pkg/controller/scheduler.go rollback).
  const counted =
    stringAt(canary, 'status', 'phase') === 'Failed'
      ? 'It has rolled back, and counts anew at the next release'
      : `${failedChecks} of ${allowed} have failed`
  const name = `Canary ${canary.metadata.namespace ?? ''}/${canary.metadata.name}`
  return [
    {
      id: 'T10',
      severity: 'warning',
      lead: `${name} rolls back by itself after ${allowed} failed ${allowed === 1 ? 'check' : 'checks'} in total, not in a row.`,
      text: `${counted}; one check every ${interval.replace(/(\d)(?=[hms])/g, '$1 ')}, and the rollback comes one check later.`,
      source: 'fluxcd/flagger pkg/controller/scheduler.go advanceCanary'
    }
  ]
}
