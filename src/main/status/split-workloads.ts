import { lastValue, mapObserved, type Observed } from '../../contract/index.ts'
import type { KubeObject } from '../ports/kube.ts'
import type { Workloads } from './follow-workloads.ts'
import { withLeftOut } from '../lib/left-out.ts'

type Objects = Observed<readonly KubeObject[]>

/** What was read of all namespaces together, by namespace: those that have a Deployment, with all that is in them. */
export function splitWorkloads(all: Workloads): ReadonlyMap<string, Workloads> {
  const deployments = split(all.deployments)
  const [replicaSets, pods] = [split(all.replicaSets), split(all.pods)]
  const [canaries, rollouts] = [split(all.claims.canaries), split(all.claims.rollouts)]
  const namespaces = new Set((lastValue(all.deployments) ?? []).map(({ metadata }) => metadata.namespace ?? ''))
  return new Map(
    [...namespaces].map((namespace) => [
      namespace,
      {
        deployments: deployments(namespace),
        replicaSets: replicaSets(namespace),
        pods: pods(namespace),
        claims: { canaries: canaries(namespace), rollouts: rollouts(namespace) }
      }
    ])
  )
}

function split(observed: Objects): (namespace: string) => Objects {
  const groups = new Map<string, KubeObject[]>()
  for (const object of lastValue(observed) ?? []) {
    const namespace = object.metadata.namespace ?? ''
    const group = groups.get(namespace)
    if (group) group.push(object)
    else groups.set(namespace, [object])
  }
  // What is left out of all of them together is said once, where they are joined again.
  const whole = withLeftOut(observed, undefined)
  return (namespace) => mapObserved(whole, () => groups.get(namespace) ?? [])
}
