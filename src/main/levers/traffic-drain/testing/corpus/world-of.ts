import type { KubeObject } from '../../../../ports/kube.ts'
import type { RouteReading } from '../../../../ports/route.ts'
import {
  deploymentObject,
  destinationRuleObject,
  serviceObject,
  type MeshShape
} from '../../../../providers/routes/testing/mesh.ts'

/**
 * What a route needs to be planned for: a Service for each host of its namespace, and a ready Deployment for each of its
 * subsets, or one where it has none.
 */
export function worldOf({
  object,
  rules
}: RouteReading): Pick<MeshShape, 'services' | 'deployments' | 'destinationRules'> {
  const namespace = object.metadata.namespace ?? ''
  const backends = rules.flatMap(({ destinations, mirrors }) => [
    ...destinations.map(({ backend }) => backend),
    ...mirrors.flatMap(({ members }) => members.flatMap(({ backend }) => (backend === null ? [] : [backend])))
  ])
  const subsetsOf = new Map<string, Set<string>>()
  for (const { service, subset } of backends) {
    if (service === null || service.namespace !== namespace) continue
    const subsets = subsetsOf.get(service.name) ?? new Set()
    if (subset !== '') subsets.add(subset)
    subsetsOf.set(service.name, subsets)
  }
  const services = [...subsetsOf.keys()].map((host) => serviceObject(host, { app: host }))
  const deployments = [...subsetsOf].flatMap(([host, subsets]): readonly KubeObject[] =>
    subsets.size === 0
      ? [deploymentObject(host, { app: host })]
      : [...subsets].map((subset) =>
          deploymentObject(`${host}-${subset}`.toLowerCase(), { app: host, version: subset })
        )
  )
  const destinationRules = [...subsetsOf]
    .filter(([, subsets]) => subsets.size > 0)
    .map(([host, subsets]) =>
      destinationRuleObject(host, { subsets: [...subsets].map((name) => ({ name, labels: { version: name } })) })
    )
  return { services, deployments, destinationRules }
}
