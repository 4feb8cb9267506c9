import { isDeepStrictEqual } from 'node:util'
import type { Simulation } from '../clock/simulation.ts'
import type { ApiStore, WriteBy } from '../store/api-store.ts'
import { claim, concerned, controllerReference, podsOf } from './claim.ts'
import { createControlLoop } from './control-loop.ts'
import { presentRevision, revisionsOf, templateAt, truncateHistory } from './controller-revisions.ts'
import type { EventRecorder } from './event-recorder.ts'
import type { ControllerRevision, Pod, StatefulSet, StatefulSetStatus } from './kube-types.ts'
import { isReady, keys, nameOf, namespaceOf } from './kube-types.ts'
import { availableInMs, nextAvailableInMs, isAlive, isTerminating } from './pod-life.ts'

const write: WriteBy = { manager: 'kube-controller-manager', controller: true }
const statusWrite: WriteBy = { manager: 'kube-controller-manager', subresource: 'status', controller: true }

/** On pods; on revisions it is another (kubernetes/api apps/v1 types.go, pkg/controller/history). */
export const revisionLabel = 'controller-revision-hash'
const hashLabel = 'controller.kubernetes.io/hash'

/** The revisions between which an update is, which are the same when there is none. */
interface Revisions {
  readonly current: ControllerRevision
  readonly update: ControllerRevision
}

/** The stateful set controller (kubernetes pkg/controller/statefulset/stateful_set_control.go), without volumes. */
export function startStatefulSetController(
  store: ApiStore,
  simulation: Simulation,
  events: EventRecorder,
  slowBeforeMs = 0
): void {
  const revisionOfPod = (pod: Pod): string => pod.metadata.labels?.[revisionLabel] ?? ''

  const createPod = (set: StatefulSet, ordinal: number, { current, update }: Revisions): void => {
    const { rollingUpdate, type } = set.spec.updateStrategy
    // newVersionedStatefulSetPod
    const isCurrent = type === 'RollingUpdate' && ordinal < (rollingUpdate?.partition ?? 0)
    const revision = isCurrent ? current : update
    const { metadata, spec } = templateAt(revision)
    const name = `${nameOf(set)}-${ordinal}`
    store.create(
      keys.pods,
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name,
          generateName: `${nameOf(set)}-`,
          namespace: namespaceOf(set),
          labels: {
            ...metadata?.labels,
            'apps.kubernetes.io/pod-index': String(ordinal),
            [revisionLabel]: nameOf(revision),
            'statefulset.kubernetes.io/pod-name': name
          },
          ...(metadata?.annotations === undefined ? {} : { annotations: metadata.annotations }),
          ownerReferences: [controllerReference(set)]
        },
        spec: { ...spec, hostname: name, ...(set.spec.serviceName === '' ? {} : { subdomain: set.spec.serviceName }) }
      },
      write
    )
    const text = `create Pod ${name} in StatefulSet ${nameOf(set)} successful`
    events.record(set, 'Normal', 'SuccessfulCreate', text)
  }

  const deletePod = (set: StatefulSet, pod: Pod): void => {
    store.delete(keys.pods, namespaceOf(pod), nameOf(pod))
    const text = `delete Pod ${nameOf(pod)} in StatefulSet ${nameOf(set)} successful`
    events.record(set, 'Normal', 'SuccessfulDelete', text)
  }

  const isHealthy = (set: StatefulSet, pod: Pod): boolean =>
    !isTerminating(pod) &&
    pod.status?.phase === 'Running' &&
    availableInMs(pod, set.spec.minReadySeconds, simulation.nowMs()) === 0

  /** updateStatefulSet: one step; what it waits for brings the next. */
  const step = (set: StatefulSet, pods: readonly Pod[], revisions: Revisions): void => {
    const { replicas, podManagementPolicy, updateStrategy } = set.spec
    const isOrdered = podManagementPolicy === 'OrderedReady'
    const byOrdinal = new Map(pods.map((pod) => [ordinalOf(pod), pod]))
    for (let ordinal = 0; ordinal < replicas; ordinal++) {
      const pod = byOrdinal.get(ordinal)
      if (pod === undefined) createPod(set, ordinal, revisions)
      else if (!isAlive(pod) && !isTerminating(pod)) deletePod(set, pod)
      // In order, a pod that is not ready holds everything up, also its own replacement: kubernetes/kubernetes issue 67250.
      if (isOrdered && (pod === undefined || !isHealthy(set, pod))) return
    }
    const condemned = pods
      .filter((pod) => ordinalOf(pod) >= replicas && !isTerminating(pod))
      .toSorted((a, b) => ordinalOf(b) - ordinalOf(a))
    for (const pod of condemned) {
      deletePod(set, pod)
      if (isOrdered) return
    }
    if (updateStrategy.type === 'OnDelete') return
    const partition = updateStrategy.rollingUpdate?.partition ?? 0
    for (let ordinal = replicas - 1; ordinal >= partition; ordinal--) {
      const pod = byOrdinal.get(ordinal)
      if (pod === undefined) return
      if (revisionOfPod(pod) !== nameOf(revisions.update) && !isTerminating(pod)) return deletePod(set, pod)
      if (!isHealthy(set, pod)) return
    }
  }

  const statusOf = (set: StatefulSet, pods: readonly Pod[], { current, update }: Revisions): StatefulSetStatus => {
    const now = simulation.nowMs()
    const present = pods.filter((pod) => isAlive(pod) && !isTerminating(pod))
    const count = (is: (pod: Pod) => boolean): number => present.filter(is).length
    const updated = count((pod) => revisionOfPod(pod) === nameOf(update))
    const ready = count(isReady)
    // completeRollingUpdate
    const { replicas, updateStrategy } = set.spec
    const isComplete = updateStrategy.type === 'RollingUpdate' && updated === replicas && ready === replicas
    const counts = {
      readyReplicas: ready,
      currentReplicas: isComplete ? updated : count((pod) => revisionOfPod(pod) === nameOf(current)),
      updatedReplicas: updated
    }
    return {
      observedGeneration: set.metadata.generation ?? 0,
      replicas: present.length,
      ...Object.fromEntries(Object.entries(counts).filter(([, number]) => number !== 0)),
      availableReplicas: count((pod) => availableInMs(pod, set.spec.minReadySeconds, now) === 0),
      currentRevision: nameOf(isComplete ? update : current),
      updateRevision: nameOf(update),
      collisionCount: 0
    }
  }

  const handle = (key: string): void => {
    const [namespace = '', name = ''] = key.split('/')
    const found = store.get(keys.statefulSets, namespace, name) as StatefulSet | undefined
    if (found === undefined || found.metadata.deletionTimestamp !== undefined) return
    const set = found
    const known = store.list(keys.pods, namespace) as readonly Pod[]
    claim(
      store,
      keys.pods,
      set,
      known.filter((pod) => parentOf(pod) === name)
    )
    const owned = (): readonly Pod[] => podsOf(store, set)
    const update = presentRevision(store, set, hashLabel)
    const current = revisionsOf(store, set).find((one) => nameOf(one) === set.status?.currentRevision) ?? update
    const revisions = { current, update }
    step(set, owned(), revisions)
    const pods = owned()
    const status = statusOf(set, pods, revisions)
    if (!isDeepStrictEqual(set.status, status)) store.update(keys.statefulSets, { ...set, status }, statusWrite)
    truncateHistory(store, set, new Set([nameOf(current), nameOf(update), ...pods.map(revisionOfPod)]))
    const waitMs = nextAvailableInMs(pods, set.spec.minReadySeconds, simulation.nowMs())
    if (waitMs !== null) loop.addAfter(key, waitMs)
  }

  const loop = createControlLoop(simulation, { ms: 10, slowBeforeMs }, handle)
  store.watch(keys.statefulSets, ({ object }) => loop.add(`${namespaceOf(object)}/${nameOf(object)}`))
  store.watch(keys.pods, (event) => {
    for (const key of concerned(store, { key: keys.statefulSets, kind: 'StatefulSet' }, event)) loop.add(key)
  })
}

/** stateful_set_utils.go getParentNameAndOrdinal; -1 for a name that no StatefulSet gives. */
function ordinalOf(pod: Pod): number {
  const digits = /-(\d+)$/.exec(nameOf(pod))?.[1]
  return digits === undefined ? -1 : Number(digits)
}

function parentOf(pod: Pod): string {
  return nameOf(pod).replace(/-\d+$/, '')
}
