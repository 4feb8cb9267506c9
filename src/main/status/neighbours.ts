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
  return {
    rows: own,
    of(name) {
      const row = lastValue(own)?.find(({ ref }) => ref.name === name)
      const deployment = lastValue(deployments)?.find(
        ({ kind, metadata }) => kind === 'Deployment' && metadata.name === name
      )
      if (!row || !deployment) return null
      const all = lastValue(replicaSets)
      return {
        row,
        deployment,
        replicaSets: all ? ownedReplicaSets(deployment, all) : null,
        ownership: ownershipOf(deployment, claims)
      }
    }
  }
}
