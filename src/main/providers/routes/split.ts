import { stringsAt } from '../../lib/json-access.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { MirrorSlot, RouteBackend, RouteDestination, RouteReading, RouteRule } from '../../ports/route.ts'
import { readSubset, subsetsByService } from './istio/subsets.ts'
import type { SeenRoutes } from './seen-routes.ts'
import { workloadsByLabels } from './workloads-by-labels.ts'

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

/** Deployments that get requests of these rules, or copies of them; each once. */
export function reachedBy(splits: readonly RuleSplit[]): ReadonlySet<string> {
  return new Set([...new Set(splits.flatMap(listsOf))].flat())
}

/** Many destinations of a rule, and many rules, have the same list. */
function listsOf({ parts, mirrors }: RuleSplit): readonly (readonly string[])[] {
  return [...parts.map(({ workloads }) => workloads), ...mirrors.flatMap(({ workloads }) => workloads)]
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
  const isOwn = once((names) => names.includes(workload))
  const besides = new Set(
    all.flatMap(({ parts }) =>
      parts.some(({ workloads }) => isOwn(workloads)) ? parts.map(({ workloads }) => workloads) : []
    )
  )
  for (const names of besides) for (const name of names) family.add(name)
  const isOfFamily = once((names) => names.some((name) => family.has(name)))
  return all.filter((split) => listsOf(split).some(isOfFamily))
}

/** Asks the same list once. */
function once(ask: (names: readonly string[]) => boolean): (names: readonly string[]) => boolean {
  const known = new Map<readonly string[], boolean>()
  return (names) => {
    const answer = known.get(names) ?? ask(names)
    known.set(names, answer)
    return answer
  }
}

/**
 * Routes that cannot be understood as a whole and name a Service of these Deployments: what they do with their requests is
 * not known.
 */
export function strangeRoutes(seen: SeenRoutes, workloads: Iterable<string>): readonly RouteReading[] {
  const strange = seen.routes.filter(({ problems }) => problems.length > 0)
  if (strange.length === 0) return []
  const own = new Set(workloads)
  const behind = workloadsByLabels(seen.deployments.filter(({ metadata }) => own.has(metadata.name)))
  const names = seen.services.flatMap((service) => {
    const selector = stringsAt(service, 'spec', 'selector')
    return Object.keys(selector).length > 0 && behind(selector).length > 0 ? [service.metadata.name] : []
  })
  return strange.filter(({ object }) => {
    const words = new Set(JSON.stringify(object['spec'] ?? null).split(/[^a-z0-9-]+/))
    return names.some((name) => words.has(name))
  })
}

/** Which Deployments a backend is, by the Service's selector and the labels of its subset. */
function backingIn(seen: SeenRoutes, namespace: string): (backend: RouteBackend) => Backing {
  const services = new Map(seen.services.map((service) => [service.metadata.name, service]))
  const rules = subsetsByService(seen.destinationRules)
  const labelled = workloadsByLabels(seen.deployments)
  const known = new Map<string, Backing>()

  function backingOf(backend: RouteBackend, service: KubeObject | undefined): Backing {
    const { labels, isConsistent } = readSubset(backend, rules)
    if (service === undefined || labels === null) return { workloads: [], isMissing: true, isConsistent }
    const selector = stringsAt(service, 'spec', 'selector')
    // A Service without a selector has whatever endpoints somebody writes for it.
    if (Object.keys(selector).length === 0) return { ...elsewhere, isConsistent }
    return { workloads: labelled({ ...selector, ...labels }), isMissing: false, isConsistent }
  }

  return (backend) => {
    const { service, subset } = backend
    if (service?.namespace !== namespace) return elsewhere
    const key = `${service.name} ${subset}`
    const earlier = known.get(key)
    if (earlier) return earlier
    const found = backingOf(backend, services.get(service.name))
    known.set(key, found)
    return found
  }
}

/** Of another namespace, or outside of the cluster: what is behind it is not looked at. */
const elsewhere: Backing = { workloads: [], isMissing: false, isConsistent: false }
