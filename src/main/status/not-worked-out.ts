import { failureOf, type Failure, type Observed, type ServiceRef } from '../../contract/index.ts'
import { visibleText } from '../lib/visible-text.ts'
import { workloadResource } from '../providers/kubernetes/workload.ts'
import type { Observation } from './observation.ts'

/**
 * An observation in which nothing is known, for when what was read made the work on it fail: what was shown before would
 * look calm for ever.
 * @param error what was thrown
 * @param at when, ISO
 */
export function notWorkedOut(ref: ServiceRef, error: unknown, at: string): Observation {
  const failure = failureFor(ref, error)
  const unknown: Observed<never> = { state: 'unreachable', failure, sinceAt: at }
  return {
    deployment: unknown,
    replicaSets: unknown,
    pods: unknown,
    canaries: unknown,
    rollouts: unknown,
    objects: new Map([[workloadResource(ref).resource, unknown]]),
    requests: unknown,
    signals: [],
    normalAt: null,
    prometheus: unknown
  }
}

function failureFor({ namespace, name }: ServiceRef, error: unknown): Failure {
  const said = visibleText(error instanceof Error ? error.message : 'no reason given', 300)
  return failureOf('internal', `What was read of ${name} could not be worked out: ${said}.`, {
    remedy: 'Nothing on this screen is known until it can be: look with kubectl.',
    address: { namespace },
    retryable: true
  })
}
