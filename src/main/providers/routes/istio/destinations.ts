import { arrayAt, at, numberAt, stringAt } from '../../../lib/json-access.ts'
import { visibleText } from '../../../lib/visible-text.ts'
import { mostDestinations, type RouteBackend, type RouteDestination } from '../../../ports/route.ts'
import { hostText, serviceOfHost } from './hosts.ts'

/** The destinations of a rule, or what of its weights makes no sense, in one sentence. */
export type Destinations =
  | { readonly kind: 'read'; readonly destinations: readonly RouteDestination[] }
  | { readonly kind: 'wrong'; readonly why: string }

/**
 * The `route` list of a rule. Each gets its weight's part of their sum; a missing weight is 0 beside others, and whatever
 * the weight is, one that is alone gets everything (istio/istio pilot/pkg/networking/core/route/route.go applyHTTPRouteDestination).
 * A weight that is no whole number of 0 or more is refused by the mesh (pkg/config/validation validateHTTPRouteDestinations).
 * @param path JSON pointer of the rule
 */
export function readDestinations(rule: unknown, path: string, namespace: string): Destinations {
  const routes = arrayAt(rule, 'route')
  if (routes.length > mostDestinations)
    return { kind: 'wrong', why: `has ${routes.length} routes, more than ${mostDestinations} that can be looked over` }
  for (const [index, route] of routes.entries()) {
    const why = wrongWeight(at(route, 'weight'))
    if (why !== null) return { kind: 'wrong', why: `route ${index + 1} has ${why}` }
    if (stringAt(route, 'destination', 'host') === '') return { kind: 'wrong', why: `route ${index + 1} names no host` }
  }
  const weights = routes.map((route) => numberAt(route, 'weight') ?? 0)
  const sum = weights.reduce((total, weight) => total + weight, 0)
  if (routes.length > 1 && sum === 0) return { kind: 'wrong', why: 'the weights of its routes add up to 0' }
  const destinations = routes.map((route, index): RouteDestination => {
    const place = `${path}/route/${index}`
    return {
      backend: readBackend(at(route, 'destination'), namespace),
      identity: [`${place}/destination`],
      weightPath: `${place}/weight`,
      share: routes.length === 1 ? 1 : (weights[index] ?? 0) / sum
    }
  })
  return { kind: 'read', destinations }
}

/** What a destination names (istio/api networking/v1alpha3/virtual_service.proto Destination). */
export function readBackend(destination: unknown, namespace: string): RouteBackend {
  const host = stringAt(destination, 'host')
  const subset = stringAt(destination, 'subset')
  return { service: serviceOfHost(host, namespace), subset, text: hostText(host, subset) }
}

/** What is wrong with a weight, to stand behind "has"; null for one that is well, and for none. */
function wrongWeight(weight: unknown): string | null {
  if (weight === undefined || weight === null) return null
  if (typeof weight !== 'number') return `a weight that is no number: ${visibleText(JSON.stringify(weight), 40)}`
  if (!Number.isInteger(weight)) return `a weight that is no whole number: ${weight}`
  if (weight < 0) return `the negative weight ${weight}`
  return weight > 100 ? `the weight ${weight}, which is over 100` : null
}
