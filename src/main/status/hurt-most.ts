import type { ServiceRef } from '../../contract/index.ts'
import type { ServiceSignals } from '../ports/metrics.ts'

/** What was read of one workload. */
export interface WorkloadSignals {
  readonly workload: ServiceRef
  readonly signals: ServiceSignals
}

/** How many times as much as the one that was told of another has to fail to be told of instead. */
const clearly = 2

/**
 * Of the workloads that a service's requests reach, the one that hurts its users most. One that nobody asks anything says
 * nothing of what users see; where none is measured it is the first, which is the service's own.
 *
 * @param told the workload that was told of last: it stays until another is over the limit and clearly worse, so that
 *   equals do not alternate
 * @param limit the error ratio from which on users are hurt, 0 to 1
 */
export function hurtMost(read: readonly WorkloadSignals[], told: ServiceRef, limit: number): WorkloadSignals {
  const [own] = read
  if (own === undefined) throw new RangeError('no workload was read')
  const measured = read.filter(({ signals }) => signals.errorRatio.measure.state === 'known')
  const worst = measured.toSorted((a, b) => errors(b) - errors(a))[0]
  if (worst === undefined) return own
  const last = measured.find(({ workload }) => workload.name === told.name)
  if (last === undefined) return worst
  return errors(worst) > limit && errors(worst) >= clearly * errors(last) ? worst : last
}

function errors({ signals: { errorRatio } }: WorkloadSignals): number {
  return errorRatio.measure.state === 'known' ? errorRatio.measure.value : 0
}
