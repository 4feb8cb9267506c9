import { isDeepStrictEqual } from 'node:util'
import type { Simulation } from '../clock/simulation.ts'
import type { ApiStore, WriteBy } from '../store/api-store.ts'
import { drawFor, nameSuffix } from '../world/random.ts'
import { claim, concerned, controllerReference, isSelected } from './claim.ts'
import { createControlLoop } from './control-loop.ts'
import type { EventRecorder } from './event-recorder.ts'
import type { Pod, ReplicaSet, ReplicaSetStatus } from './kube-types.ts'
import { controllerUid, isReady, keys, nameOf, namespaceOf, selects } from './kube-types.ts'
import { isActive, isAlive, readySinceMs } from './pod-life.ts'

const write: WriteBy = { manager: 'kube-controller-manager', controller: true }
const statusWrite: WriteBy = { manager: 'kube-controller-manager', subresource: 'status', controller: true }

/** Which pods go first (kubernetes pkg/controller/controller_utils.go ActivePodsWithRanks, as far as it matters here). */
function deletionOrder(a: Pod, b: Pod): number {
  const unassigned = (pod: Pod): number => (pod.spec.nodeName === undefined ? 0 : 1)
  const phase = (pod: Pod): number => ['Pending', 'Unknown', 'Running'].indexOf(pod.status?.phase ?? 'Pending')
  const ready = (pod: Pod): number => Number(isReady(pod))
  const youngerFirst = (b.metadata.creationTimestamp ?? '') < (a.metadata.creationTimestamp ?? '') ? -1 : 1
  return unassigned(a) - unassigned(b) || phase(a) - phase(b) || ready(a) - ready(b) || youngerFirst
}

/** The replica set controller (kubernetes pkg/controller/replicaset). Pod names are drawn by ReplicaSet and serial number. */
export function startReplicaSetController(
  store: ApiStore,
  simulation: Simulation,
  events: EventRecorder,
  seed: number,
  slowBeforeMs = 0
): void {
  const serials = new Map<string, number>()

  const createPod = (replicaSet: ReplicaSet): void => {
    const { spec } = replicaSet
    const serial = serials.get(nameOf(replicaSet)) ?? 0
    serials.set(nameOf(replicaSet), serial + 1)
    const generateName = `${nameOf(replicaSet)}-`
    const name =
      generateName + nameSuffix(drawFor(seed, `pod/${namespaceOf(replicaSet)}/${nameOf(replicaSet)}/${serial}`), 5)
    store.create(
      keys.pods,
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name,
          generateName,
          namespace: namespaceOf(replicaSet),
          labels: spec.template.metadata?.labels ?? {},
          ...(spec.template.metadata?.annotations === undefined
            ? {}
            : { annotations: spec.template.metadata.annotations }),
          ownerReferences: [controllerReference(replicaSet)]
        },
        spec: spec.template.spec
      },
      write
    )
    events.record(replicaSet, 'Normal', 'SuccessfulCreate', `Created pod: ${name}`)
  }

  const handle = (key: string): void => {
    const [namespace = '', name = ''] = key.split('/')
    const replicaSet = store.get(keys.replicaSets, namespace, name) as ReplicaSet | undefined
    if (replicaSet === undefined || replicaSet.metadata.deletionTimestamp !== undefined) return
    const known = store.list(keys.pods, namespace) as readonly Pod[]
    const isClaimed = claim(store, keys.pods, replicaSet, known.filter(isActive))
    const owned = (isClaimed ? (store.list(keys.pods, namespace) as readonly Pod[]) : known).filter(
      (pod) => controllerUid(pod) === replicaSet.metadata.uid && isSelected(replicaSet, pod)
    )
    const alive = owned.filter(isAlive)
    const active = owned.filter(isActive)

    const wanted = replicaSet.spec.replicas - active.length
    for (let count = 0; count < wanted; count++) createPod(replicaSet)
    for (const pod of wanted < 0 ? active.toSorted(deletionOrder).slice(0, -wanted) : []) {
      store.delete(keys.pods, namespace, nameOf(pod))
      events.record(replicaSet, 'Normal', 'SuccessfulDelete', `Deleted pod: ${nameOf(pod)}`)
    }

    const minReadyMs = (replicaSet.spec.minReadySeconds ?? 0) * 1000
    const now = simulation.nowMs()
    const waits: number[] = []
    let available = 0
    for (const pod of active) {
      const since = readySinceMs(pod)
      if (since === undefined) continue
      if (minReadyMs === 0 || since + minReadyMs <= now) available++
      else waits.push(since + minReadyMs - now)
    }
    if (waits.length > 0) loop.addAfter(key, Math.min(...waits))
    const counts = {
      fullyLabeledReplicas: active.filter((pod) =>
        selects(pod.metadata.labels, replicaSet.spec.template.metadata?.labels ?? {})
      ).length,
      readyReplicas: active.filter(isReady).length,
      availableReplicas: available
    }
    // The write shows what was seen before pods were created or deleted, as upstream's does; the next round corrects it.
    const status: ReplicaSetStatus = {
      replicas: active.length,
      ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0)),
      terminatingReplicas: alive.length - active.length,
      observedGeneration: replicaSet.metadata.generation ?? 0
    }
    if (!isDeepStrictEqual(replicaSet.status, status))
      store.update(keys.replicaSets, { ...replicaSet, status }, statusWrite)
  }

  const loop = createControlLoop(simulation, { ms: 10, slowBeforeMs }, handle)
  store.watch(keys.replicaSets, ({ object }) => loop.add(`${namespaceOf(object)}/${nameOf(object)}`))
  store.watch(keys.pods, (event) => {
    for (const key of concerned(store, { key: keys.replicaSets, kind: 'ReplicaSet' }, event)) loop.add(key)
  })
}
