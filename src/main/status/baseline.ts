import type { ServiceRef } from '../../contract/index.ts'
import type { KubeObject } from '../ports/kube.ts'
import type { Limits } from '../ports/limits.ts'
import type { ServiceMetrics, ServiceSignals } from '../ports/metrics.ts'
import { newReplicaSet, ownedReplicaSets } from '../providers/kubernetes/history.ts'
import { rolloutStartedAt } from './rollout-start.ts'

const mostMoments = 4

/** The moments just before each rollout that is known, newest first. */
export function baselineMoments(deployment: KubeObject, replicaSets: readonly KubeObject[]): readonly string[] {
  const owned = ownedReplicaSets(deployment, replicaSets)
  const newest = rolloutStartedAt(deployment, newReplicaSet(deployment, owned), owned)
  const created = owned.map(({ metadata }) => metadata.creationTimestamp ?? '').filter((at) => at !== '' && at < newest)
  return [...new Set([newest, ...created.toSorted().toReversed()])].filter((at) => at !== '').slice(0, mostMoments)
}

export interface Baseline {
  readonly at: string
  readonly signals: ServiceSignals
}

/**
 * What was normal: the signals just before the newest rollout. When errors were high even then, as before an undo,
 * the rollout before that is asked. Null when no moment has been measured.
 * @throws FailureError when Prometheus does not answer.
 */
export async function findBaseline(
  metrics: Pick<ServiceMetrics, 'service'>,
  ref: ServiceRef,
  moments: readonly string[],
  limits: Limits,
  abort: AbortSignal
): Promise<Baseline | null> {
  let best: Baseline | null = null
  for (const at of moments) {
    const signals = await metrics.service(ref, at, abort)
    const errors = signals.errorRatio.measure
    if (errors.state === 'unknown') continue
    if (errors.value <= limits.errorRatio) return { at, signals }
    best ??= { at, signals }
  }
  return best
}
