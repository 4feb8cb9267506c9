import type { Simulation } from '../clock/simulation.ts'
import type { ApiStore, WriteBy } from '../store/api-store.ts'
import { StatusError } from '../store/status-error.ts'
import { drawFor } from '../world/random.ts'
import { keys, nameOf } from './kube-types.ts'

/** Defaults of the kubelet (kubernetes pkg/kubelet/apis/config/v1beta1/defaults.go): 40 s, renewed after a quarter. */
const leaseSeconds = 40
const renewEveryMs = 10_000
const namespace = 'kube-node-lease'

/** The heartbeats of kubelets: a Lease for each node, renewed from `sinceMs` (simulated) on. */
export function startNodeLeases(store: ApiStore, simulation: Simulation, sinceMs: number): void {
  for (const node of store.list(keys.nodes)) {
    const name = nameOf(node)
    const by: WriteBy = { manager: 'kubelet', controller: true }
    const specAt = (): object => ({
      holderIdentity: name,
      leaseDurationSeconds: leaseSeconds,
      renewTime: `${simulation.now().toISOString().slice(0, -1)}000Z`
    })
    const write = (): void => {
      const current = store.get(keys.leases, namespace, name)
      // A Lease that somebody deleted is taken anew, as kubelets do.
      if (current === undefined) {
        store.create(keys.leases, { ...leaseOf(name, node.metadata.uid ?? ''), spec: specAt() }, by)
      } else store.update(keys.leases, { ...current, spec: specAt() }, by)
    }
    const renew = (): void => {
      try {
        write()
      } catch (error) {
        // Its namespace may be on its way out; the kubelet tries again.
        if (!(error instanceof StatusError)) throw error
      }
      simulation.after(renewEveryMs, renew)
    }
    const { creationTimestamp } = node.metadata
    const made = leaseOf(name, node.metadata.uid ?? '')
    const seeded = { ...made, metadata: { ...made.metadata, creationTimestamp: creationTimestamp ?? null } }
    const firstMs = sinceMs - drawFor(0, `lease/${name}`).int(0, renewEveryMs - 1)
    simulation.at(firstMs, () => {
      store.create(keys.leases, { ...seeded, spec: specAt() }, { ...by, seed: true })
      simulation.after(renewEveryMs, renew)
    })
  }
}

function leaseOf(
  name: string,
  uid: string
): { readonly apiVersion: string; readonly kind: string; readonly metadata: object } {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace, ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid }] }
  }
}
