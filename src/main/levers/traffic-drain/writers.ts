import { arrayAt, at, stringAt } from '../../lib/json-access.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { RouteReading } from '../../ports/route.ts'
import { readCanary, type Canary } from '../../providers/flagger/canary.ts'
import { isAtRest } from '../../providers/flagger/phase.ts'
import { markedOwners } from '../../providers/kubernetes/owners/marked-owners.ts'

/** Who else writes a route, and what becomes of weights that somebody else sets. */
export type RouteWriter =
  | { readonly kind: 'flagger'; readonly canary: Canary; readonly object: KubeObject; readonly isActive: boolean }
  | { readonly kind: 'rollouts'; readonly name: string }
  | { readonly kind: 'other'; readonly text: string }

/** Canaries and Rollouts of the service's namespace. */
export interface Claiming {
  readonly canaries: readonly KubeObject[]
  readonly rollouts: readonly KubeObject[]
}

/** Everybody who writes one of the routes. */
export function writersOf(routes: readonly RouteReading[], claiming: Claiming): readonly RouteWriter[] {
  return routes.flatMap((route) => [
    ...flaggerOf(route, claiming.canaries),
    ...rolloutsOf(route, claiming.rollouts),
    ...othersOf(route)
  ])
}

/** Flagger's routes have the name of its apex Service (fluxcd/flagger pkg/router/istio.go, gateway_api.go Reconcile). */
function flaggerOf({ object: route }: RouteReading, canaries: readonly KubeObject[]): readonly RouteWriter[] {
  const owners = (route.metadata.ownerReferences ?? []).map(({ uid }) => uid)
  return canaries.flatMap((object) => {
    const canary = readCanary(object)
    const isNamed = canary.services.apex === route.metadata.name && canary.namespace === route.metadata.namespace
    if (!isNamed && !owners.includes(canary.uid)) return []
    // At rest it compares everything but weights and mirrors (router/istio.go reconcileVirtualService).
    const isActive = !canary.suspended && !isAtRest(canary.phase)
    return [{ kind: 'flagger', canary, object, isActive } as const]
  })
}

/** argoproj/argo-rollouts pkg/apis/rollouts/v1alpha1/types.go RolloutTrafficRouting; its plugin for the Gateway API. */
function rolloutsOf({ object: route }: RouteReading, rollouts: readonly KubeObject[]): readonly RouteWriter[] {
  return rollouts.flatMap((rollout) => {
    const routing = at(rollout, 'spec', 'strategy', 'canary', 'trafficRouting')
    const istio = [at(routing, 'istio', 'virtualService'), ...arrayAt(routing, 'istio', 'virtualServices')]
    const plugin = at(routing, 'plugins', 'argoproj-labs/gatewayAPI')
    const gateway = [
      stringAt(plugin, 'httpRoute'),
      ...arrayAt(plugin, 'httpRoutes').map((entry) => stringAt(entry, 'name'))
    ]
    const named = route.kind === 'HTTPRoute' ? gateway : istio.map((entry) => stringAt(entry, 'name'))
    const name = named.find((one) => one.split('/').at(-1) === route.metadata.name && one !== '')
    return name === undefined ? [] : [{ kind: 'rollouts', name: visibleText(rollout.metadata.name, 253) } as const]
  })
}

/** By marks on the route; Flagger copies none of them there, and says to Flux that it is not Flux' matter. */
function othersOf({ object, name }: RouteReading): readonly RouteWriter[] {
  if (object.metadata.annotations?.['kustomize.toolkit.fluxcd.io/reconcile'] === 'disabled') return []
  return markedOwners(object)
    .filter(({ role }) => role === 'gitops')
    .map(({ system, name: owner }) => ({
      kind: 'other',
      text: `${name} is of ${system}, ${owner}: it may put the weights back.`
    }))
}
