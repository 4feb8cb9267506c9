import type { KubeObject } from '../store/api-store.ts'
import { listOf, numberOf, objectOf, textOf } from '../store/json-value.ts'
import type { JsonObject } from '../store/json-value.ts'
import type { Cohort, Share } from './traffic.ts'

/** The VirtualService that decides about a host, and what it says. */
interface Rules {
  readonly namespace: string
  readonly http: readonly JsonObject[]
}

/** A host as the namespace of its VirtualService means it: names without dots are Services beside it. */
export function serviceOfHost(host: string, namespace: string): { readonly namespace: string; readonly name: string } {
  const [name = '', of = namespace] = host.split('.')
  return { namespace: of, name }
}

function namesService(virtualService: KubeObject, namespace: string, name: string): boolean {
  return listOf(objectOf(virtualService['spec'])['hosts']).some((host) => {
    const meant = serviceOfHost(textOf(host), virtualService.metadata.namespace ?? '')
    return meant.namespace === namespace && meant.name === name
  })
}

/** The oldest VirtualService with the Service among its hosts, with its delegates' routes in their places. */
function rulesFor(virtualServices: readonly KubeObject[], namespace: string, name: string): Rules | undefined {
  const found = virtualServices
    .filter((one) => namesService(one, namespace, name))
    .toSorted((a, b) => (a.metadata.creationTimestamp ?? '').localeCompare(b.metadata.creationTimestamp ?? ''))[0]
  if (found === undefined) return undefined
  const own = found.metadata.namespace ?? ''
  const routesOf = (one: KubeObject): readonly JsonObject[] => {
    const { http, tcp } = objectOf(one['spec'])
    return [...listOf(http), ...listOf(tcp)].map(objectOf)
  }
  const http = routesOf(found).flatMap((route) => {
    if (route['delegate'] === undefined) return [route]
    const { name: to, namespace: of } = objectOf(route['delegate'])
    const delegate = virtualServices.find(
      ({ metadata }) => metadata.name === to && metadata.namespace === (textOf(of) || own)
    )
    if (delegate === undefined) return []
    // A delegate's hosts are those of its own namespace (istio pilot/pkg/model/virtualservice.go mergeVirtualServices).
    const there = delegate.metadata.namespace ?? ''
    return routesOf(delegate).map((one) => ({ ...one, namespace: there }))
  })
  return { namespace: own, http }
}

function textMatches(rule: JsonObject, text: string | undefined): boolean {
  if (text === undefined) return false
  if (rule['exact'] !== undefined) return text === rule['exact']
  if (rule['prefix'] !== undefined) return text.startsWith(textOf(rule['prefix']))
  if (rule['regex'] !== undefined) return new RegExp(`^(?:${textOf(rule['regex'])})$`).test(text)
  return true
}

/** Header names are compared without regard to case; paths are all `/`. */
function matches(request: JsonObject, { headers }: Cohort): boolean {
  const sent = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  const headersFit = Object.entries(objectOf(request['headers'])).every(([name, rule]) =>
    textMatches(objectOf(rule), sent.get(name.toLowerCase()))
  )
  const uriFits = request['uri'] === undefined || textMatches(objectOf(request['uri']), '/')
  return headersFit && uriFits
}

function chosen({ http }: Rules, cohort: Cohort): JsonObject | undefined {
  return http.find((route) => {
    const requests = listOf(route['match']).map(objectOf)
    return requests.length === 0 || requests.some((request) => matches(request, cohort))
  })
}

/** Where one route sends what reaches it: weights count by their share of the sum, and one destination gets everything. */
function destinations(route: JsonObject, namespace: string): readonly (Share & { readonly to: JsonObject })[] {
  const entries = listOf(route['route']).map(objectOf)
  const total = entries.reduce((sum, entry) => sum + numberOf(entry['weight']), 0)
  return entries.map((entry) => {
    const service = serviceOfHost(textOf(objectOf(entry['destination'])['host']), namespace)
    const weight = entries.length === 1 ? 1 : total === 0 ? 0 : numberOf(entry['weight']) / total
    return { namespace: service.namespace, service: service.name, weight, to: entry }
  })
}

/** Where requests to a Service go that no route takes: nobody answers them. */
const nowhere = 'no-route'

/** What one group of users meets. */
export interface Met {
  readonly cohort: Cohort
  readonly shares: readonly Share[]
  /** Cookies that answers bring, with the share of this group's requests that gets each: `name=value; attributes`. */
  readonly cookies: readonly { readonly text: string; readonly weight: number }[]
}

/**
 * What every group of users of a Service meets, by Istio's rules (istio.io reference/config/networking/virtual-service):
 * the first route that matches, its weights as shares of their sum, and mirrors besides.
 */
export function meet(
  virtualServices: readonly KubeObject[],
  {
    namespace,
    name,
    cohorts
  }: { readonly namespace: string; readonly name: string; readonly cohorts: readonly Cohort[] }
): readonly Met[] {
  const rules = rulesFor(virtualServices, namespace, name)
  return cohorts.map((cohort) => {
    if (rules === undefined)
      return { cohort, shares: [{ namespace, service: name, weight: cohort.share }], cookies: [] }
    const route = chosen(rules, cohort)
    if (route === undefined)
      return { cohort, shares: [{ namespace, service: nowhere, weight: cohort.share }], cookies: [] }
    const here = textOf(route['namespace']) || rules.namespace
    const to = destinations(route, here)
    const answered = to.reduce((sum, { weight }) => sum + weight, 0)
    const lost = { namespace, service: nowhere, weight: cohort.share * (1 - answered) }
    const shares = to.map(({ namespace: of, service, weight }) => ({
      namespace: of,
      service,
      weight: weight * cohort.share
    }))
    const setsCookie = (holder: JsonObject): string =>
      textOf(objectOf(objectOf(objectOf(holder['headers'])['response'])['add'])['Set-Cookie'])
    const cookies = [
      { text: setsCookie(route), weight: 1 },
      ...to.map(({ to: entry, weight }) => ({ text: setsCookie(entry), weight }))
    ].filter(({ text, weight }) => text !== '' && weight > 0)
    return {
      cohort,
      shares: [...shares, ...(lost.weight > 1e-9 ? [lost] : []), ...mirrors(route, here, cohort)],
      cookies
    }
  })
}

/** Copies that nobody waits for: `mirror` with its percentage, and `mirrors`. */
function mirrors(route: JsonObject, namespace: string, cohort: Cohort): readonly Share[] {
  const one = (destination: unknown, percentage: unknown): Share => {
    const service = serviceOfHost(textOf(objectOf(destination)['host']), namespace)
    const share = percentage === undefined ? 1 : numberOf(objectOf(percentage)['value']) / 100
    return { namespace: service.namespace, service: service.name, weight: share * cohort.share, isShadow: true }
  }
  return [
    ...(route['mirror'] === undefined ? [] : [one(route['mirror'], route['mirrorPercentage'])]),
    ...listOf(route['mirrors'])
      .map(objectOf)
      .map((mirror) => one(mirror['destination'], mirror['percentage']))
  ]
}

/** The shares of all groups together, one a Service. */
export function together(met: readonly Met[]): readonly Share[] {
  const sums = new Map<string, Share>()
  for (const share of met.flatMap(({ shares }) => shares)) {
    const key = `${share.namespace}/${share.service}/${share.isShadow === true}`
    sums.set(key, { ...share, weight: (sums.get(key)?.weight ?? 0) + share.weight })
  }
  return [...sums.values()]
}
