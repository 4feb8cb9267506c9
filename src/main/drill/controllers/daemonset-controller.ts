import { isDeepStrictEqual } from 'node:util'
import type { Simulation } from '../clock/simulation.ts'
import type { ApiStore, WriteBy } from '../store/api-store.ts'
import { drawFor, nameSuffix } from '../world/random.ts'
import { claim, concerned, controllerReference, podsOf } from './claim.ts'
import { createControlLoop } from './control-loop.ts'
import { presentRevision, revisionsOf, truncateHistory } from './controller-revisions.ts'
import type { EventRecorder } from './event-recorder.ts'
import type { ControllerRevision, DaemonSet, Pod } from './kube-types.ts'
import { isReady, keys, nameOf, namespaceOf } from './kube-types.ts'
import { availableInMs, nextAvailableInMs, isActive, isAlive, isTerminating } from './pod-life.ts'
import { scaled } from './rolling.ts'
import { revisionLabel } from './statefulset-controller.ts'

const write: WriteBy = { manager: 'kube-controller-manager', controller: true }
const statusWrite: WriteBy = { manager: 'kube-controller-manager', subresource: 'status', controller: true }

/**
 * The daemon set controller (kubernetes pkg/controller/daemon), for nodes that all take its pods and without `maxSurge`. Pod
 * names are drawn by DaemonSet and serial number.
 */
export function startDaemonSetController(
  store: ApiStore,
  simulation: Simulation,
  events: EventRecorder,
  seed: number,
  slowBeforeMs = 0
): void {
  const serials = new Map<string, number>()
  const hashOf = (revision: ControllerRevision): string => revision.metadata.labels?.[revisionLabel] ?? ''
  const nodeOf = (pod: Pod): string => pod.spec.nodeName ?? wantedNode(pod) ?? ''
  const isAvailable = (set: DaemonSet, pod: Pod): boolean =>
    !isTerminating(pod) && availableInMs(pod, set.spec.minReadySeconds, simulation.nowMs()) === 0

  const createPod = (set: DaemonSet, node: string, hash: string): void => {
    const serial = serials.get(nameOf(set)) ?? 0
    serials.set(nameOf(set), serial + 1)
    const { metadata, spec } = set.spec.template
    const generateName = `${nameOf(set)}-`
    const name = generateName + nameSuffix(drawFor(seed, `pod/${namespaceOf(set)}/${nameOf(set)}/${serial}`), 5)
    store.create(
      keys.pods,
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name,
          generateName,
          namespace: namespaceOf(set),
          labels: { ...metadata?.labels, [revisionLabel]: hash },
          ...(metadata?.annotations === undefined ? {} : { annotations: metadata.annotations }),
          ownerReferences: [controllerReference(set)]
        },
        spec: { ...spec, affinity: affinityTo(node) }
      },
      write
    )
    events.record(set, 'Normal', 'SuccessfulCreate', `Created pod: ${name}`)
  }

  const deletePod = (set: DaemonSet, pod: Pod): void => {
    store.delete(keys.pods, namespaceOf(pod), nameOf(pod))
    events.record(set, 'Normal', 'SuccessfulDelete', `Deleted pod: ${nameOf(pod)}`)
  }

  /** Old pods that go now (update.go rollingUpdate, without surge): what is not available anyway, and as many as may be missing. */
  const replaced = (set: DaemonSet, nodes: readonly string[], pods: readonly Pod[], hash: string): readonly Pod[] => {
    const { type, rollingUpdate } = set.spec.updateStrategy
    if (type !== 'RollingUpdate') return []
    const mayMiss = Math.max(1, scaled(rollingUpdate?.maxUnavailable ?? 1, nodes.length, Math.ceil))
    const broken: Pod[] = []
    const candidates: Pod[] = []
    let missing = 0
    for (const node of nodes) {
      const [pod, another] = pods.filter((one) => nodeOf(one) === node)
      const isOld = pod?.metadata.labels?.[revisionLabel] !== hash
      if (pod === undefined || another !== undefined || isTerminating(pod)) missing++
      else if (!isAvailable(set, pod)) {
        missing++
        if (isOld) broken.push(pod)
      } else if (isOld && missing < mayMiss) candidates.push(pod)
    }
    return [...broken, ...candidates.slice(0, Math.max(0, mayMiss - missing))]
  }

  const countsOf = (set: DaemonSet, nodes: readonly string[], pods: readonly Pod[], hash: string) => {
    const active = pods.filter(isActive)
    const count = (is: (pod: Pod) => boolean): number => active.filter(is).length
    const available = count((pod) => isAvailable(set, pod))
    const optional = {
      updatedNumberScheduled: count((pod) => pod.metadata.labels?.[revisionLabel] === hash),
      numberAvailable: available,
      numberUnavailable: nodes.length - available
    }
    return {
      currentNumberScheduled: active.length,
      numberMisscheduled: 0,
      desiredNumberScheduled: nodes.length,
      numberReady: count(isReady),
      observedGeneration: set.metadata.generation ?? 0,
      ...Object.fromEntries(Object.entries(optional).filter(([, number]) => number !== 0))
    }
  }

  const handle = (key: string): void => {
    const [namespace = '', name = ''] = key.split('/')
    const set = store.get(keys.daemonSets, namespace, name) as DaemonSet | undefined
    if (set === undefined || set.metadata.deletionTimestamp !== undefined) return
    claim(store, keys.pods, set, store.list(keys.pods, namespace))
    const owned = (): readonly Pod[] => podsOf(store, set)
    const revision = presentRevision(store, set, revisionLabel)
    const hash = hashOf(revision)
    const nodes = store.list(keys.nodes).map(nameOf)
    // manage: a pod on each node, and none that has ended.
    for (const pod of owned()) if (!isAlive(pod) && !isTerminating(pod)) deletePod(set, pod)
    const there = owned()
    for (const node of nodes) if (!there.some((pod) => nodeOf(pod) === node)) createPod(set, node, hash)
    for (const pod of replaced(set, nodes, owned(), hash)) deletePod(set, pod)
    const pods = owned()
    const status = countsOf(set, nodes, pods, hash)
    if (!isDeepStrictEqual(set.status, status)) store.update(keys.daemonSets, { ...set, status }, statusWrite)
    const used = new Set(pods.map((pod) => pod.metadata.labels?.[revisionLabel]))
    const live = revisionsOf(store, set).filter((one) => one === revision || used.has(hashOf(one)))
    truncateHistory(store, set, new Set([nameOf(revision), ...live.map(nameOf)]))
    const waitMs = nextAvailableInMs(pods, set.spec.minReadySeconds, simulation.nowMs())
    if (waitMs !== null) loop.addAfter(key, waitMs)
  }

  const loop = createControlLoop(simulation, { ms: 10, slowBeforeMs }, handle)
  store.watch(keys.daemonSets, ({ object }) => loop.add(`${namespaceOf(object)}/${nameOf(object)}`))
  store.watch(keys.pods, (event) => {
    for (const key of concerned(store, { key: keys.daemonSets, kind: 'DaemonSet' }, event)) loop.add(key)
  })
}

/** util/daemonset_util.go ReplaceDaemonSetPodNodeNameNodeAffinity: how the scheduler is told where a pod belongs. */
function affinityTo(node: string): object {
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [node] }]
  return { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields }] } } }
}

interface Affinity {
  readonly nodeAffinity?: {
    readonly requiredDuringSchedulingIgnoredDuringExecution?: {
      readonly nodeSelectorTerms?: readonly {
        readonly matchFields?: readonly { readonly values?: readonly string[] }[]
      }[]
    }
  }
}

/** The one node that a pod of a DaemonSet may run on; undefined for any other pod. */
export function wantedNode({ spec }: Pod): string | undefined {
  const { nodeAffinity } = (spec['affinity'] ?? {}) as Affinity
  const [term] = nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []
  return term?.matchFields?.[0]?.values?.[0]
}
