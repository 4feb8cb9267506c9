import { stringAt } from '../../lib/json-access.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { readCanary, type Canary } from './canary.ts'

/** What a Deployment is to a Canary. */
export type CanaryRole = 'target' | 'primary'

/** The Canary of a workload. */
export type CanaryOf =
  | { readonly kind: 'none' }
  | { readonly kind: 'one'; readonly role: CanaryRole; readonly canary: Canary; readonly object: KubeObject }
  /** Several follow the same target: each writes the same primary and the same routes, so nothing is automated. */
  | { readonly kind: 'several'; readonly role: CanaryRole; readonly names: readonly string[] }

/** Which Canary of a namespace a Deployment belongs to, of those that were read. */
export function canaryOf(
  deployment: { readonly namespace: string; readonly name: string },
  canaries: readonly KubeObject[]
): CanaryOf {
  const { namespace, name } = deployment
  const near = canaries.filter((canary) => canary.metadata.namespace === namespace && followsDeployment(canary))
  // A target may be called `x-primary` itself: that it is followed says more than its name.
  for (const role of ['target', 'primary'] as const) {
    const found = near.filter((canary) => workloads(canary)[role] === name)
    const [object] = found
    if (object === undefined) continue
    const others = near.filter((canary) => workloads(canary).target === workloads(object).target)
    if (others.length === 1) return { kind: 'one', role, canary: readCanary(object), object }
    return { kind: 'several', role, names: others.map(({ metadata }) => metadata.name).toSorted() }
  }
  return { kind: 'none' }
}

function followsDeployment(canary: KubeObject): boolean {
  return stringAt(canary, 'spec', 'targetRef', 'kind') === 'Deployment' && workloads(canary).target !== ''
}

/** fluxcd/flagger pkg/canary/deployment_controller.go Promote: the primary is named after the target. */
function workloads(canary: KubeObject): Readonly<Record<CanaryRole, string>> {
  const target = stringAt(canary, 'spec', 'targetRef', 'name')
  return { target, primary: `${target}-primary` }
}
