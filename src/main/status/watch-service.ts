import type { Observed, ServiceRef, ServiceView } from '../../contract/index.ts'
import { kindOf, lastValue, mapObserved } from '../../contract/index.ts'
import { at } from '../lib/json-access.ts'
import { kubePath } from '../providers/kubernetes/kube-path.ts'
import type { Clock } from '../ports/clock.ts'
import type { ApiPath, KubeConnection, KubeObject } from '../ports/kube.ts'
import type { WatchedObjects } from '../ports/lever.ts'
import type { Limits } from '../ports/limits.ts'
import type { ServiceMetrics } from '../ports/metrics.ts'
import type { TrafficShare } from '../ports/traffic-share.ts'
import { ownedReplicaSets } from '../providers/kubernetes/history.ts'
import { revisionsOfPods } from '../providers/kubernetes/pods/replica-set-pods.ts'
import type { ApiResource } from '../providers/kubernetes/api-resource.ts'
import { repeatingOwners } from '../providers/kubernetes/owners/repeating-owners.ts'
import { noWriters, seeWriters } from '../providers/kubernetes/owners/seen-writers.ts'
import { hasReplicaSets, revisionResource, workloadResource } from '../providers/kubernetes/workload.ts'
import { formatLabelSelector } from '../providers/kubernetes/label-selector.ts'
import { trafficPanelId } from '../providers/routes/traffic-panel.ts'
import { baselineMoments } from './baseline.ts'
import { buildServiceView } from './build-service-view.ts'
import { createPublisher, publishEveryMs } from './cadence.ts'
import { metricSignals, metricsSource } from './metric-signals.ts'
import { createObjectCache, type ObjectCache } from './object-cache.ts'
import { notWorkedOut } from './not-worked-out.ts'
import type { Observation } from './observation.ts'
import { pollFlaggerMeasured } from './poll-flagger-measured.ts'
import { pollRequests } from './poll-requests.ts'
import { pollServiceMetrics } from './poll-service-metrics.ts'
import type { StandingsByReplicaSet } from './standings.ts'
import { relatedTo } from './related.ts'
import { shareOf } from './traffic-share.ts'
import { watchClaims } from './watch-claims.ts'
import { watchRelated } from './watch-related.ts'
import { followUsers } from './users-left.ts'
import { workloadsOf } from './workloads-of.ts'

export interface WatchServiceOptions {
  readonly connection: Pick<KubeConnection, 'reader' | 'skewMs'>
  readonly ref: ServiceRef
  /** Asked at each poll, so that a Prometheus found later is used at once. */
  readonly metrics: () => Observed<ServiceMetrics>
  readonly limits: Limits
  readonly clock: Clock
  readonly abort: AbortSignal
  /** Asked at each new view. */
  readonly standings?: () => StandingsByReplicaSet
  /** Hears each different failure of the work on what was read, a few at most; the last resort of the process where left out. */
  readonly onFault?: (error: unknown) => void
}

/** Different failures of the work on one service that are told. */
const mostReported = 5

type OwnObjects = Pick<Observation, 'deployment' | 'replicaSets' | 'pods' | 'canaries' | 'rollouts'>

/** What is known of one workload now. */
export interface ServiceUpdate {
  readonly view: ServiceView
  readonly raw: Observation
  /** What part of the requests of its users it gets; null where all of them are its own. */
  readonly share: TrafficShare | null
  /** The server's clock minus ours, milliseconds. */
  readonly skewMs: number
}

/**
 * Follows one workload with everything that belongs to it, until `abort`. Publishes at most five times a second of
 * real time, and whenever the server has confirmed that nothing changed, so that ages stay true. Returns what has it
 * published once more, by what is known of its revisions then.
 */
export function watchService(options: WatchServiceOptions, onView: (update: ServiceUpdate) => void): () => void {
  const { connection, ref, clock, abort, onFault = throwOutside } = options
  const { reader } = connection
  const now = (): string => clock.now().toISOString()
  const startedAt = now()
  const inNamespace = (resource: ApiResource): ApiPath => kubePath({ ...resource, namespace: ref.namespace })

  const revisionsTitle = hasReplicaSets(ref) ? 'ReplicaSets' : 'ControllerRevisions'
  const deployments = createObjectCache(`${kindOf(ref)} ${ref.name}`, now)
  let children: { readonly key: string; readonly replicaSets: ObjectCache; readonly pods: ObjectCache } | undefined
  let childrenAbort = new AbortController()

  const changed = createPublisher(publishOrSay, publishEveryMs, abort)
  const follow = (
    cache: ObjectCache,
    resourcePath: ApiPath,
    query: Readonly<Record<string, string>>,
    stop: AbortSignal
  ): void =>
    reader.watch(
      resourcePath,
      query,
      (event) => {
        cache.take(event)
        if (cache === deployments) seeWriter()
        followChildren()
        changed()
      },
      stop
    )

  follow(deployments, inNamespace(workloadResource(ref)), { fieldSelector: `metadata.name=${ref.name}` }, abort)
  const claims = watchClaims({ reader, namespace: ref.namespace, now, onChange: changed, abort })
  const followRelated = watchRelated({ reader, ref, related: relatedTo(ref), now, onChange: changed, abort })
  const reported = new Set<string>()
  let followed: WatchedObjects = new Map()
  let isSpread = false
  let writers = noWriters
  const usersLeft = followUsers(now)
  const requests = pollRequests({
    ref,
    clock,
    abort,
    metrics: options.metrics,
    isWanted: () => isSpread,
    onChange: changed
  })
  const measured = pollFlaggerMeasured({
    ref,
    clock,
    abort,
    metrics: options.metrics,
    canaries: () => claims().canaries,
    onChange: changed
  })
  const metrics = pollServiceMetrics({
    ref,
    workloads: () => workloadsOf(ref, followed),
    clock,
    abort,
    limits: options.limits,
    metrics: options.metrics,
    onChange: changed,
    leftAt: (workload) => usersLeft(ref, workload, followed)?.sinceAt ?? null,
    moments: () => {
      const { deployment, replicaSets } = objects()
      if (deployment.state === 'loading' || replicaSets.state === 'loading') return null
      const known = lastValue(deployment)
      return known ? baselineMoments(known, lastValue(replicaSets) ?? []) : []
    }
  })

  /** At every event: what was put back within a moment is never on the screen. */
  function seeWriter(): void {
    const deployment = lastValue(deployedOnly())
    if (deployment) writers = seeWriters(writers, deployment)
  }

  /** ReplicaSets and pods are watched by the Deployment's selector, anew when another Deployment takes its name. */
  function followChildren(): void {
    const deployment = lastValue(deployedOnly())
    if (!deployment) return
    const labelSelector = formatLabelSelector(at(deployment, 'spec', 'selector'))
    const key = `${deployment.metadata.uid} ${labelSelector}`
    if (children?.key === key) return
    childrenAbort.abort()
    childrenAbort = new AbortController()
    const stop = AbortSignal.any([abort, childrenAbort.signal])
    children = { key, replicaSets: createObjectCache(revisionsTitle, now), pods: createObjectCache('pods', now) }
    follow(children.replicaSets, inNamespace(revisionResource(ref)), { labelSelector }, stop)
    follow(children.pods, inNamespace({ group: '', version: 'v1', resource: 'pods' }), { labelSelector }, stop)
  }

  function deployedOnly(): Observed<KubeObject> {
    const observed = deployments.observed()
    const gone = {
      state: 'absent',
      reason: `There is no ${kindOf(ref)} ${ref.name} in ${ref.namespace}.`,
      remedy: 'Choose another service.'
    } as const
    if (observed.state === 'value') {
      const [object] = observed.value
      return object ? { ...observed, value: object } : { ...gone, observedAt: observed.observedAt }
    }
    if (observed.state !== 'unreachable') return observed
    const { last, ...rest } = observed
    const object = last?.value[0]
    return last && object ? { ...rest, last: { value: object, observedAt: last.observedAt } } : rest
  }

  function objects(): OwnObjects {
    const deployment = deployedOnly()
    const known = lastValue(deployment)
    const waiting = (awaiting: string): Observed<readonly KubeObject[]> => ({
      state: 'loading',
      awaiting,
      sinceAt: startedAt
    })
    const replicaSets = mapObserved(children?.replicaSets.observed() ?? waiting(revisionsTitle), (items) =>
      known ? ownedReplicaSets(known, items) : []
    )
    const revisionOfPod = revisionsOfPods(lastValue(replicaSets) ?? [])
    const pods = mapObserved(children?.pods.observed() ?? waiting('pods'), (items) =>
      items.filter((pod) => revisionOfPod(pod) !== undefined)
    )
    return { deployment, replicaSets, pods, ...claims() }
  }

  /** Whatever fails on the way, what was shown before does not stand as if it were true. */
  function publishOrSay(): void {
    try {
      publish()
    } catch (error) {
      const at = clock.now()
      const raw = notWorkedOut(ref, error, at.toISOString())
      try {
        onView({ view: buildServiceView(ref, raw, at), raw, share: null, skewMs: connection.skewMs() })
      } catch (again) {
        reportOnce(again)
      }
      reportOnce(error)
    }
  }

  /** Each failure is heard of, and not five times a second. */
  function reportOnce(error: unknown): void {
    const text = error instanceof Error ? error.message : ''
    if (reported.has(text) || reported.size >= mostReported) return
    reported.add(text)
    onFault(error)
  }

  function publish(): void {
    metrics.objectsChanged()
    const prometheus = metricsSource(options.metrics(), metrics.source())
    const own = objects()
    followed = followRelated(byId(ref, own))
    const raw: Observation = {
      ...own,
      objects: followed,
      repeating: repeatingOwners(writers),
      requests: requests(),
      measured: measured(),
      signals: metricSignals(
        metrics.state(),
        prometheus,
        clock.now(),
        usersLeft(ref, metrics.state().workload ?? ref.name, followed)
      ),
      normalAt: metrics.normalAt(),
      prometheus
    }
    const skewMs = connection.skewMs()
    const seenAt = new Date(clock.now().getTime() + skewMs)
    const view = buildServiceView(ref, raw, seenAt, options.standings?.())
    isSpread = view.panels.some(({ id }) => id === trafficPanelId)
    onView({ view, raw, share: shareOf(ref, raw), skewMs })
  }

  return changed
}

/** Uncaught, where the last resort hears it, and nothing here is left half done. */
function throwOutside(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}

/** Under these ids levers find what is followed for every service. */
function byId(ref: ServiceRef, own: OwnObjects): WatchedObjects {
  return new Map<string, Observed<readonly KubeObject[]>>([
    [workloadResource(ref).resource, mapObserved(own.deployment, (deployment) => [deployment])],
    [revisionResource(ref).resource, own.replicaSets],
    ['pods', own.pods],
    // Under `rollouts` there are all of the namespace, which may claim a Deployment.
    ...(ref.kind === 'Rollout' ? [['rollout', mapObserved(own.deployment, (rollout) => [rollout])] as const] : []),
    ['canaries', own.canaries],
    ['rollouts', own.rollouts]
  ])
}
