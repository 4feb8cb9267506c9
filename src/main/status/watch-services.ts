import type { Observed, OtherWorkloads, ServiceRow, ServicesView } from '../../contract/index.ts'
import { mapObserved, asFailure, lastValue } from '../../contract/index.ts'
import { kubePath } from '../providers/kubernetes/kube-path.ts'
import type { Clock } from '../ports/clock.ts'
import type { ApiPath, KubeConnection, KubeObject, WatchEvent } from '../ports/kube.ts'
import type { Limits } from '../ports/limits.ts'
import type { NamespaceReadings, ServiceMetrics } from '../ports/metrics.ts'
import type { Neighbours } from '../ports/neighbours.ts'
import { baselineMoments } from './baseline.ts'
import { createPublisher, pollMs, publishEveryMs, repeat, sourcePollMs } from './cadence.ts'
import { failedPoll } from './failed-poll.ts'
import { metricsSource, notMeasured } from './metric-signals.ts'
import { neighboursOf } from './neighbours.ts'
import { createNormalLatencies, type Release } from './normal-latencies.ts'
import { followOtherWorkloads } from './other-workloads.ts'
import { createObjectCache, type ObjectCache } from './object-cache.ts'
import { serviceRows, type CrossingOf } from './service-rows.ts'
import { sortedNames } from './sorted-names.ts'
import { watchClaims } from './watch-claims.ts'

export interface WatchServicesOptions {
  readonly connection: Pick<KubeConnection, 'reader' | 'skewMs'>
  readonly namespace: string
  /** Asked at each poll, so that a Prometheus found later is used at once. */
  readonly metrics: () => Observed<ServiceMetrics>
  readonly crossing: CrossingOf
  readonly limits: Limits
  readonly clock: Clock
  readonly abort: AbortSignal
}

/** Follows the Deployments of a namespace, sorted by trouble, until `abort`. Publishes at most four times a second. */
export function watchServices(
  options: WatchServicesOptions,
  onView: (view: ServicesView, neighbours: Neighbours) => void
): void {
  const { connection, namespace, clock, abort } = options
  const { reader } = connection
  const now = (): string => clock.now().toISOString()
  const serverNow = (): Date => new Date(clock.now().getTime() + connection.skewMs())
  let read: NamespaceReadings | null = null
  let lastReadings: NamespaceReadings['readings'] | null = null
  let polled: Observed<string> | null = null
  let shown: readonly ServiceRow[] = []
  let readingNormals = false
  const normals = createNormalLatencies(options.limits)

  const changed = createPublisher(publish, publishEveryMs, abort)
  const followed = (awaiting: string, path: ApiPath): ObjectCache => {
    const cache = createObjectCache(awaiting, now)
    const take = (event: WatchEvent): void => {
      cache.take(slim(event))
      changed()
    }
    reader.watch(path, {}, take, abort)
    return cache
  }
  const inNamespace = (group: string, version: string, resource: string): ApiPath =>
    kubePath({ group, version, resource, namespace })

  const deployments = followed('Deployments', inNamespace('apps', 'v1', 'deployments'))
  const replicaSets = followed('ReplicaSets', inNamespace('apps', 'v1', 'replicasets'))
  const pods = followed('pods', inNamespace('', 'v1', 'pods'))
  const claims = watchClaims({ reader, namespace, now, onChange: changed, abort })
  const namespaces = followed('namespaces', kubePath({ group: '', version: 'v1', resource: 'namespaces' }))

  let others: readonly OtherWorkloads[] = []
  followOtherWorkloads(
    reader,
    namespace,
    (found) => {
      others = found
      changed()
    },
    abort
  )

  const isSought = (): boolean => options.metrics().state === 'loading'
  void repeat(poll, () => (isSought() ? sourcePollMs : pollMs(clock, 5_000, 400)), abort)

  async function poll(): Promise<void> {
    const metrics = options.metrics()
    if (metrics.state === 'value') await readAll(metrics.value)
    else {
      // Without a source the last numbers do not count: the rows say "unknown", with the reason.
      read = null
      polled = null
    }
    if (!abort.aborted) changed()
  }

  async function readAll(metrics: ServiceMetrics): Promise<void> {
    try {
      read = await metrics.namespace(namespace, abort)
      lastReadings = read.readings
      polled = { state: 'value', value: metrics.name, observedAt: now() }
      // What is heavy runs beside the polls: a slow past must not make the present old.
      void readNormals(metrics)
    } catch (error) {
      polled = failedPoll(polled, asFailure(error), now())
      read = null
    }
  }

  async function readNormals(metrics: ServiceMetrics): Promise<void> {
    if (readingNormals) return
    readingNormals = true
    try {
      await normals.read(metrics, shown, momentsBefore, { now: serverNow(), abort })
      changed()
    } catch {
      // The poll says what is wrong; this is tried again after the next one.
    } finally {
      readingNormals = false
    }
  }

  function momentsBefore({ uid }: Release): readonly string[] {
    const deployment = lastValue(deployments.observed())?.find(({ metadata }) => metadata.uid === uid)
    return deployment ? baselineMoments(deployment, lastValue(replicaSets.observed()) ?? []) : []
  }

  function publish(): void {
    const missing = read?.missing ?? notMeasured(metricsSource(options.metrics(), polled))
    const readAt = serverNow()
    const rows = mapObserved(deployments.observed(), (items): readonly ServiceRow[] =>
      serviceRows({
        deployments: items,
        replicaSets: lastValue(replicaSets.observed()),
        pods: lastValue(pods.observed()),
        claims: claims(),
        readings: read?.readings ?? new Map(),
        missing,
        lastReadings,
        normalP95: (release) => normals.before(release, readAt),
        crossing: options.crossing,
        now: readAt
      })
    )
    shown = lastValue(rows) ?? []
    const names = sortedNames(namespaces.observed())
    onView(
      { namespace, others, namespaces: names, rows: shown.length === 0 ? unlessMissing(rows, names) : rows },
      neighboursOf({
        rows,
        deployments: deployments.observed(),
        replicaSets: replicaSets.observed(),
        claims: claims()
      })
    )
  }

  /** A server lists nothing in a namespace that does not exist, as in an empty one. */
  function unlessMissing(
    rows: Observed<readonly ServiceRow[]>,
    names: Observed<readonly string[]>
  ): Observed<readonly ServiceRow[]> {
    if (rows.state !== 'value' || names.state !== 'value' || names.value.includes(namespace)) return rows
    const remedy = 'Choose one that there is, or type it again.'
    return { state: 'absent', reason: `There is no namespace ${namespace}.`, remedy, observedAt: names.observedAt }
  }
}

/** A namespace may have thousands of objects; who wrote which field is half of each, and only Deployments need it. */
function slim(event: WatchEvent): WatchEvent {
  if (event.type === 'sync') return { ...event, items: event.items.map(withoutManagedFields) }
  return 'object' in event ? { ...event, object: withoutManagedFields(event.object) } : event
}

function withoutManagedFields(object: KubeObject): KubeObject {
  if (object.kind === 'Deployment') return object
  const { managedFields: _, ...metadata } = object.metadata
  return { ...object, metadata }
}
