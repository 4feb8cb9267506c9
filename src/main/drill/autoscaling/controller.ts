import { isDeepStrictEqual } from 'node:util'
import type { Simulation } from '../clock/simulation.ts'
import type { Deployment } from '../controllers/kube-types.ts'
import { keys, nameOf, namespaceOf } from '../controllers/kube-types.ts'
import type { ApiStore, WriteBy } from '../store/api-store.ts'
import { StatusError } from '../store/status-error.ts'
import { advance, type Autoscaler, type Recommendation } from './advance.ts'

const by: WriteBy = { manager: 'kube-controller-manager', controller: true }

/** kube-controller-manager `--horizontal-pod-autoscaler-sync-period`, simulated milliseconds. */
const everyMs = 15_000

/** How busy the pods of a Deployment are, percent of what they ask for; null where nobody measures it. */
export type UtilizationOf = (namespace: string, workload: string) => number | null

/** Runs every HorizontalPodAutoscaler of a Deployment, in simulated time. */
export function startAutoscaler(store: ApiStore, simulation: Simulation, utilizationOf: UtilizationOf): void {
  const past = new Map<string, readonly Recommendation[]>()

  const look = (namespace: string, name: string, uid: string): void => {
    const hpa = store.get(keys.horizontalPodAutoscalers, namespace, name) as Autoscaler | undefined
    if (hpa === undefined || hpa.metadata.uid !== uid) return
    const target = hpa.spec.scaleTargetRef
    const live = store.get(keys.deployments, namespace, target.name) as Deployment | undefined
    if (live !== undefined && target.kind === 'Deployment') {
      const use = utilizationOf(namespace, target.name)
      const next = advance(hpa, live.spec.replicas, use, past.get(uid) ?? [], simulation.nowMs())
      past.set(uid, next.past)
      try {
        if (next.replicas !== undefined)
          store.update(keys.deployments, { ...live, spec: { ...live.spec, replicas: next.replicas } }, by)
        if (!isDeepStrictEqual(hpa.status, next.status))
          store.update(keys.horizontalPodAutoscalers, { ...hpa, status: next.status }, { ...by, subresource: 'status' })
      } catch (error) {
        // The next look tries again.
        if (!(error instanceof StatusError)) throw error
      }
    }
    simulation.after(everyMs, () => look(namespace, name, uid))
  }

  store.watch(keys.horizontalPodAutoscalers, ({ type, object }) => {
    if (type !== 'ADDED') return
    simulation.after(1000, () => look(namespaceOf(object), nameOf(object), object.metadata.uid ?? ''))
  })
}
