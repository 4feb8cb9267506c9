import { lastValue, mapObserved, type Observed, type ServiceRow } from '../../contract/index.ts'
import type { KubeObject } from '../ports/kube.ts'
import type { Neighbours } from '../ports/neighbours.ts'
import { ownedReplicaSets } from '../providers/kubernetes/history.ts'
import { ownershipOf, type ObservedClaims } from './ownership.ts'

export interface NamespaceObjects {
  readonly rows: Observed<readonly ServiceRow[]>
  readonly deployments: Observed<readonly KubeObject[]>
  readonly replicaSets: Observed<readonly KubeObject[]>
  readonly claims: ObservedClaims
}

/** The Deployments of a namespace with the objects that they are made of. */
export function neighboursOf({ rows, deployments, replicaSets, claims }: NamespaceObjects): Neighbours {
  const own = mapObserved(rows, (all) => all.filter(({ ref }) => ref.kind === undefined))
  const places = once(() => placesOf({ rows: own, deployments, replicaSets }))
  return {
    rows: own,
    of(name) {
      const { row, deployment } = places().byName.get(name) ?? {}
      if (!row || !deployment) return null
      const candidates = places().byOwner?.get(deployment.metadata.uid ?? '') ?? []
      return {
        row,
        deployment,
        replicaSets: places().byOwner ? ownedReplicaSets(deployment, candidates) : null,
        ownership: ownershipOf(deployment, claims)
      }
    }
  }
}

/** Every service of hundreds is asked for at each observation: what belongs to it is looked for once. */
function placesOf({ rows, deployments, replicaSets }: Omit<NamespaceObjects, 'claims'>) {
  const rowOf = new Map((lastValue(rows) ?? []).map((row) => [row.ref.name, row]))
  const all = (lastValue(deployments) ?? []).filter(({ kind }) => kind === 'Deployment')
  const byName = new Map(
    all.map((deployment) => [deployment.metadata.name, { row: rowOf.get(deployment.metadata.name), deployment }])
  )
  const sets = lastValue(replicaSets)
  return { byName, byOwner: sets ? byOwnerOf(sets) : null }
}

/** Each under the uid of all that own it. */
function byOwnerOf(sets: readonly KubeObject[]): ReadonlyMap<string, readonly KubeObject[]> {
  const owned = new Map<string, KubeObject[]>()
  for (const set of sets) {
    for (const { uid } of set.metadata.ownerReferences ?? []) {
      const known = owned.get(uid)
      if (known) known.push(set)
      else owned.set(uid, [set])
    }
  }
  return owned
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null
  return () => (made ??= { value: make() }).value
}
