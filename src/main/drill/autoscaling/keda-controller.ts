import { isDeepStrictEqual } from 'node:util'
import type { Simulation } from '../clock/simulation.ts'
import type { Deployment } from '../controllers/kube-types.ts'
import { keys, nameOf, namespaceOf } from '../controllers/kube-types.ts'
import type { ApiStore, WriteBy } from '../store/api-store.ts'
import { StatusError } from '../store/status-error.ts'
import type { Autoscaler } from './advance.ts'
import { lookOfKeda, type ScaledObject } from './scaled-object.ts'

const by: WriteBy = { manager: 'keda-operator', controller: true }
/** After a change of the object, simulated milliseconds. */
const laterMs = 1_000

/** Runs every ScaledObject of a Deployment, in simulated time: KEDA looks when one has changed. */
export function startKeda(store: ApiStore, simulation: Simulation): void {
  const look = (namespace: string, name: string): void => {
    const object = store.get(keys.scaledObjects, namespace, name) as ScaledObject | undefined
    if (object === undefined) return
    const { hpa, replicas, status } = lookOfKeda(object)
    try {
      putAutoscaler(store, namespace, `keda-hpa-${name}`, hpa)
      if (replicas !== undefined) scale(store, namespace, object.spec.scaleTargetRef.name, replicas)
      if (!isDeepStrictEqual(object['status'], status))
        store.update(keys.scaledObjects, { ...object, status }, { ...by, subresource: 'status' })
    } catch (error) {
      // The next change has it looked at again.
      if (!(error instanceof StatusError)) throw error
    }
  }
  store.watch(keys.scaledObjects, ({ type, object }) => {
    if (type !== 'DELETED') simulation.after(laterMs, () => look(namespaceOf(object), nameOf(object)))
  })
}

function putAutoscaler(store: ApiStore, namespace: string, name: string, wanted: Autoscaler | null): void {
  const key = keys.horizontalPodAutoscalers
  const live = store.get(key, namespace, name) as Autoscaler | undefined
  if (wanted === null && live !== undefined) store.delete(key, namespace, name)
  else if (wanted !== null && live === undefined) store.create(key, wanted, by)
  else if (wanted !== null && live !== undefined && !isDeepStrictEqual(live.spec, wanted.spec))
    store.update(key, { ...live, spec: wanted.spec }, by)
}

function scale(store: ApiStore, namespace: string, name: string, replicas: number): void {
  const live = store.get(keys.deployments, namespace, name) as Deployment | undefined
  if (live === undefined || live.spec.replicas === replicas) return
  store.update(keys.deployments, { ...live, spec: { ...live.spec, replicas } }, by)
}
