import type { Observed, ServicesView } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { KubeConnection } from '../ports/kube.ts'
import type { ServiceMetrics } from '../ports/metrics.ts'

export interface WatchServicesOptions {
  readonly connection: KubeConnection
  readonly namespace: string
  /** Asked at each poll, so that a Prometheus found later is used at once. */
  readonly metrics: () => Observed<ServiceMetrics>
  readonly clock: Clock
  readonly abort: AbortSignal
}

/** Follows the Deployments of a namespace, sorted by trouble, until `abort`. */
export function watchServices(options: WatchServicesOptions, onView: (view: ServicesView) => void): void {
  if (options.abort.aborted) onView satisfies unknown
}
