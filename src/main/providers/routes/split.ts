import { stringsAt } from '../../lib/json-access.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { MirrorSlot, RouteBackend, RouteDestination, RouteReading, RouteRule } from '../../ports/route.ts'
import { readSubset } from './istio/subsets.ts'
import type { SeenRoutes } from './seen-routes.ts'

/** The pods that a backend is. */
export interface Backing {
  /** Deployments of the namespace whose pods it has. */
  readonly workloads: readonly string[]
  /** There is no such Service, or no such subset: requests to it are answered with 503. */
  readonly isMissing: boolean
  /** Users are kept on one of its pods. */
  readonly isConsistent: boolean
}

/** One destination of a rule with the Deployments behind it. */
export interface RulePart extends Backing {
  readonly destination: RouteDestination
}

/** One rule that sends requests to a service, or copies of them. */
export interface RuleSplit {
  readonly route: RouteReading
  readonly rule: RouteRule
  readonly parts: readonly RulePart[]
  /** Where it sends copies, with the Deployments that get them, for each member of the slot. */
  readonly mirrors: readonly { readonly slot: MirrorSlot; readonly workloads: readonly (readonly string[])[] }[]
}

/** Deployments that get requests of a rule, or copies of them. */
export function reachedBy({ parts, mirrors }: RuleSplit): readonly string[] {
  return [...parts.flatMap(({ workloads }) => workloads), ...mirrors.flatMap(({ workloads }) => workloads.flat())]
}

/**
 * The rules that reach a Deployment, or one that shares a rule with it, such as a release on trial and the version beside
 * it: by what their destinations are, whatever their order and wherever they are written.
 */
export function splitsOf(seen: SeenRoutes, namespace: string, workload: string): readonly RuleSplit[] {
  const backing = backingIn(seen, namespace)
  const all = seen.routes.flatMap((route) =>
    route.rules.map((rule): RuleSplit => ({
      route,
      rule,
      parts: rule.destinations.map((destination) => ({ destination, ...backing(destination.backend) })),
      mirrors: rule.mirrors.map((slot) => ({
        slot,
        workloads: slot.members.map(({ backend }) => (backend === null ? [] : backing(backend).workloads))
      }))
    }))
  )
  const family = new Set([workload])
  for (const { parts } of all) {
    const names = parts.flatMap(({ workloads }) => workloads)
    if (names.includes(workload)) for (const name of names) family.add(name)
  }
  return all.filter((split) => reachedBy(split).some((name) => family.has(name)))
}

/**
 * Routes that cannot be understood as a whole and name a Service of these Deployments: what they do with their requests is
 * not known.
 */
export function strangeRoutes(seen: SeenRoutes, workloads: readonly string[]): readonly RouteReading[] {
  const behind = seen.deployments.filter(({ metadata }) => workloads.includes(metadata.name))
  const names = seen.services.flatMap((service) => {
    const selector = Object.entries(stringsAt(service, 'spec', 'selector'))
    const isTheirs = behind.some((deployment) => {
      const has = stringsAt(deployment, 'spec', 'template', 'metadata', 'labels')
      return selector.length > 0 && selector.every(([key, value]) => has[key] === value)
    })
    return isTheirs ? [service.metadata.name] : []
  })
  return seen.routes.filter(({ object, problems }) => {
    if (problems.length === 0) return false
    const words = new Set(JSON.stringify(object['spec'] ?? null).split(/[^a-z0-9-]+/))
    return names.some((name) => words.has(name))
  })
}

/** Which Deployments a backend is, by the Service's selector and the labels of its subset. */
function backingIn(seen: SeenRoutes, namespace: string): (backend: RouteBackend) => Backing {
  const services = new Map(seen.services.map((service) => [service.metadata.name, service]))
  const known = new Map<string, Backing>()
  return (backend) => {
    const { service, subset } = backend
    if (service?.namespace !== namespace) return elsewhere
    const key = `${service.name} ${subset}`
    const earlier = known.get(key)
    if (earlier) return earlier
    const found = backingOf(backend, services.get(service.name), seen)
    known.set(key, found)
    return found
  }
}

/** Of another namespace, or outside of the cluster: what is behind it is not looked at. */
const elsewhere: Backing = { workloads: [], isMissing: false, isConsistent: false }

function backingOf(backend: RouteBackend, service: KubeObject | undefined, seen: SeenRoutes): Backing {
  const { labels, isConsistent } = readSubset(backend, seen.destinationRules)
  if (service === undefined || labels === null) return { workloads: [], isMissing: true, isConsistent }
  const selector = { ...stringsAt(service, 'spec', 'selector'), ...labels }
  const wanted = Object.entries(selector)
  // A Service without a selector has whatever endpoints somebody writes for it.
  if (Object.keys(stringsAt(service, 'spec', 'selector')).length === 0) return { ...elsewhere, isConsistent }
  const workloads = seen.deployments.flatMap((deployment) => {
    const has = stringsAt(deployment, 'spec', 'template', 'metadata', 'labels')
    return wanted.every(([key, value]) => has[key] === value) ? [deployment.metadata.name] : []
  })
  return { workloads, isMissing: false, isConsistent }
}
