import type { Observed, ServiceRow, ServicesView } from '../../contract/index.ts'
import { mapObserved, lastValue } from '../../contract/index.ts'
import { kubePath } from '../providers/kubernetes/kube-path.ts'
import type { Clock } from '../ports/clock.ts'
import type { KubeConnection } from '../ports/kube.ts'
import type { Limits } from '../ports/limits.ts'
import type { ServiceMetrics } from '../ports/metrics.ts'
import type { Neighbours } from '../ports/neighbours.ts'
import { createPublisher, pollMs, publishEveryMs, repeat, sourcePollMs } from './cadence.ts'
import { followNormals } from './follow-normals.ts'
import { followWorkloads } from './follow-workloads.ts'
import { createNamespacePoll } from './namespace-poll.ts'
import { withLeftOut } from '../lib/left-out.ts'
import { leftOutOfAll } from './left-out-of-all.ts'
import { neighboursOf } from './neighbours.ts'
import { createObjectCache } from './object-cache.ts'
import { serviceRows, type CrossingOf, type IsOfBefore } from './service-rows.ts'
import { sortedNames } from './sorted-names.ts'

export interface WatchServicesOptions {
  readonly connection: Pick<KubeConnection, 'reader' | 'skewMs'>
  readonly namespace: string
  /** Asked at each poll, so that a Prometheus found later is used at once. */
  readonly metrics: () => Observed<ServiceMetrics>
  readonly crossing: CrossingOf
  readonly isOfBefore: IsOfBefore
  readonly limits: Limits
  readonly clock: Clock
  readonly abort: AbortSignal
}

/** Follows the workloads of a namespace, sorted by trouble, until `abort`. Publishes at most five times a second. */
export function watchServices(
  options: WatchServicesOptions,
  onView: (view: ServicesView, neighbours: Neighbours) => void
): void {
  const { connection, namespace, clock, limits, abort } = options
  const { reader } = connection
  const now = (): string => clock.now().toISOString()
  const serverNow = (): Date => new Date(clock.now().getTime() + connection.skewMs())
  const numbers = createNamespacePoll(namespace, now)
  let shown: readonly ServiceRow[] = []

  const changed = createPublisher(publish, publishEveryMs, abort)
  const workloads = followWorkloads({ reader, namespace, now, onChange: changed, abort })
  const normals = followNormals({ limits, serverNow, workloadsOf: workloads, onChange: changed, abort })
  const namespaces = createObjectCache('namespaces', now)
  const takeNamespaces: Parameters<typeof reader.watch>[2] = (event) => {
    namespaces.take(event)
    changed()
  }
  reader.watch(kubePath({ group: '', version: 'v1', resource: 'namespaces' }), {}, takeNamespaces, abort)

  const isSought = (): boolean => options.metrics().state === 'loading'
  void repeat(poll, () => (isSought() ? sourcePollMs : pollMs(clock, 5_000, 400)), abort)

  async function poll(): Promise<void> {
    const metrics = options.metrics()
    if (metrics.state !== 'value') numbers.forget()
    else if (await numbers.read(metrics.value, abort)) void normals.read(metrics.value, shown)
    if (!abort.aborted) changed()
  }

  function publish(): void {
    const at = serverNow()
    const { deployments, replicaSets, pods, claims } = workloads()
    const rows = mapObserved(deployments, (items): readonly ServiceRow[] =>
      serviceRows({
        deployments: items,
        replicaSets: lastValue(replicaSets),
        pods: lastValue(pods),
        claims,
        ...numbers.forRows(options.metrics()),
        normalP95: (release) => normals.before(release, at),
        crossing: options.crossing,
        isOfBefore: options.isOfBefore,
        now: at
      })
    )
    shown = lastValue(rows) ?? []
    const names = sortedNames(namespaces.observed())
    const whole = withLeftOut(rows, leftOutOfAll({ deployments, replicaSets, pods }))
    const seen = shown.length === 0 ? unlessMissing(whole, names) : whole
    onView(
      { namespace, everywhere: null, namespaces: names, rows: seen },
      neighboursOf({ rows, deployments, replicaSets, claims })
    )
  }

  /** A server lists nothing in a namespace that does not exist, as in an empty one. */
  function unlessMissing(
    rows: Observed<readonly ServiceRow[]>,
    names: Observed<readonly string[]>
  ): Observed<readonly ServiceRow[]> {
    if (rows.state !== 'value' || names.state !== 'value' || names.value.includes(namespace)) return rows
    if (names.leftOut !== undefined) return rows
    const remedy = 'Choose one that there is, or type it again.'
    return { state: 'absent', reason: `There is no namespace ${namespace}.`, remedy, observedAt: names.observedAt }
  }
}
