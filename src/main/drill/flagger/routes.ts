import { keys } from '../controllers/kube-types.ts'
import type { KubeObject } from '../store/api-store.ts'
import { textOf } from '../store/json-value.ts'
import type { Canary, HttpMatch, SessionAffinity } from './canary.ts'
import { analysisOf, durationMs, serviceNames, statusOf, totalWeight } from './canary.ts'
import type { Destination, HttpRoute, VirtualService, VirtualServiceSpec } from './istio.ts'
import { decoded } from './istio.ts'
import { keepFluxAway } from './services.ts'
import { selectorLabel } from './deployments.ts'
import { same } from './same.ts'
import type { Tick } from './tick.ts'
import { named, ownedBy, TickError } from './tick.ts'

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'
const originalConfiguration = 'flagger.kubernetes.io/original-configuration'

/** Weights of the routes, percent. */
export interface Routes {
  readonly primary: number
  readonly canary: number
  readonly mirrored: boolean
}

function isTcp({ spec }: Canary): boolean {
  return (spec.service.appProtocol ?? '').toLowerCase() === 'tcp'
}

/** pkg/router/istio.go makeDestination. */
function destination({ spec }: Canary, host: string, weight: number): Destination {
  const { portDiscovery, gateways = [], delegation, port } = spec.service
  const isOutside = (gateways.length > 0 && gateways[0] !== 'mesh') || delegation === true
  const named = portDiscovery === true && isOutside
  return { destination: { host, ...(named ? { port: { number: port } } : {}) }, weight }
}

/** What every route of a Canary carries. */
function common({ spec }: Canary): Partial<HttpRoute> {
  const { match, rewrite, timeout, retries, corsPolicy, headers } = spec.service
  return Object.fromEntries(
    Object.entries({ match, rewrite, timeout, retries, corsPolicy, headers }).filter(([, value]) => value !== undefined)
  )
}

/** pkg/router/istio.go mergeMatchConditions. */
function merged(own: readonly HttpMatch[], defaults: readonly HttpMatch[] = []): readonly HttpMatch[] {
  if (defaults.length === 0) return own
  return own.flatMap(({ headers, sourceLabels }) =>
    defaults.map((one) => ({ ...one, ...(headers && { headers }), ...(sourceLabels && { sourceLabels }) }))
  )
}

function split(canary: Canary, primary: number, weight: number): readonly Destination[] {
  const names = serviceNames(canary)
  return [destination(canary, names.primary, primary), destination(canary, names.canary, weight)]
}

/** The two routes of A/B testing: those who match, and everybody else. */
function abRoutes(canary: Canary, primary: number, weight: number): readonly HttpRoute[] {
  const { match: matches = [] } = analysisOf(canary)
  const names = serviceNames(canary)
  return [
    {
      ...common(canary),
      match: merged(matches, canary.spec.service.match),
      route: split(canary, primary, weight)
    },
    { ...common(canary), route: [destination(canary, names.primary, primary)] }
  ]
}

function isAb(canary: Canary): boolean {
  return (analysisOf(canary).match ?? []).length > 0
}

function wanted(canary: Canary): VirtualServiceSpec {
  const { apex } = serviceNames(canary)
  const { hosts = [], gateways = [], delegation, match = [] } = canary.spec.service
  const ends = {
    hosts: hosts.includes(apex) || hosts.includes('*') ? hosts : [...hosts, apex],
    gateways: gateways.length === 0 ? ['mesh'] : gateways
  }
  const outside = delegation === true ? {} : ends
  if (isTcp(canary)) {
    const ports = match.map((one) => ({ port: one['port'] }))
    return { ...outside, tcp: [{ ...(ports.length > 0 && { match: ports }), route: split(canary, totalWeight, 0) }] }
  }
  return {
    ...outside,
    http: isAb(canary)
      ? abRoutes(canary, totalWeight, 0)
      : [{ ...common(canary), route: split(canary, totalWeight, 0) }]
  }
}

/** What Flagger does not compare: weights, mirrors, and with sticky sessions their routes and headers. */
function compared(spec: VirtualServiceSpec, affinity: SessionAffinity | undefined): VirtualServiceSpec {
  // Upstream looks for the names as they are: without a primary cookie every route that matches anything is passed over.
  const cookies = [affinity?.cookieName ?? '', affinity?.primaryCookieName ?? '']
  const isSticky = ({ match = [] }: HttpRoute): boolean =>
    affinity !== undefined &&
    match.some(({ headers }) => cookies.some((name) => (headers?.['Cookie']?.['regex'] ?? '').includes(name)))
  const bare = (route: readonly Destination[] = []): readonly Destination[] =>
    route.map(({ weight: _weight, headers, ...rest }) => ({
      ...rest,
      ...(affinity === undefined && headers ? { headers } : {})
    }))
  return {
    ...spec,
    ...(spec.http && {
      http: spec.http
        .filter((one) => !isSticky(one))
        .map(({ mirror: _mirror, mirrorPercentage: _percentage, ...one }) => ({ ...one, route: bare(one.route) }))
    }),
    ...(spec.tcp && { tcp: spec.tcp.map((one) => ({ ...one, route: bare(one.route) })) })
  }
}

function find(tick: Tick): VirtualService | undefined {
  return tick.get(keys.virtualServices, serviceNames(tick.canary).apex) as VirtualService | undefined
}

function read(tick: Tick): VirtualService {
  const found = find(tick)
  const { apex } = serviceNames(tick.canary)
  if (found === undefined)
    throw new TickError(
      `VirtualService ${named(tick, apex)} get query error virtualservices.networking.istio.io "${apex}" not found`
    )
  return found
}

function reconcileDestinationRule(tick: Tick, name: string): void {
  const { trafficPolicy } = tick.canary.spec.service
  const spec = { host: name, ...(trafficPolicy === undefined ? {} : { trafficPolicy }) }
  const found = tick.get(keys.destinationRules, name)
  if (found === undefined)
    tick.create(keys.destinationRules, {
      apiVersion: 'networking.istio.io/v1beta1',
      kind: 'DestinationRule',
      metadata: { name, namespace: tick.namespace, ownerReferences: [ownedBy(tick.canary)] },
      spec
    } as KubeObject)
  else if (!same(found['spec'], spec)) tick.update(keys.destinationRules, { ...found, spec })
}

/**
 * pkg/router/istio.go Reconcile: makes the routes where there are none. Any difference but in weights and mirrors replaces
 * the whole spec, with everything on the primary.
 *
 * @throws TickError for a delegate that has hosts or gateways of its own
 */
export function reconcileRoutes(tick: Tick): void {
  const { canary } = tick
  const names = serviceNames(canary)
  const { hosts = [], gateways = [], delegation, apex } = canary.spec.service
  reconcileDestinationRule(tick, names.canary)
  reconcileDestinationRule(tick, names.primary)
  if (delegation === true && hosts.length + gateways.length > 0)
    throw new TickError(
      `reconcileVirtualService failed: VirtualService ${named(tick, names.apex)} cannot have hosts and gateways when delegation enabled`
    )
  const spec = wanted(canary)
  // The apex Service's metadata was written into the same object just before (pkg/router/kubernetes_default.go).
  const labels = apex === undefined ? {} : { ...apex.labels, [selectorLabel(tick).label]: names.apex }
  const own = { ...apex?.annotations, ...keepFluxAway }
  const found = find(tick)
  if (found === undefined) {
    tick.create(keys.virtualServices, {
      apiVersion: 'networking.istio.io/v1beta1',
      kind: 'VirtualService',
      metadata: {
        name: names.apex,
        namespace: tick.namespace,
        labels,
        annotations: own,
        ownerReferences: [ownedBy(canary)]
      },
      spec
    } as KubeObject)
    return
  }
  const kept = [lastApplied, originalConfiguration].flatMap((name) => {
    const value = found.metadata.annotations?.[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  const annotations = { ...own, ...Object.fromEntries(kept) }
  const { sessionAffinity } = analysisOf(canary)
  const known = decoded(found)
  const here = delegation === true ? { ...known, hosts: [], gateways: [] } : known
  const isSame = same(compared(spec, sessionAffinity), compared(here, sessionAffinity))
  if (isSame && same(found.metadata.labels ?? {}, labels) && same(found.metadata.annotations ?? {}, annotations)) return
  const original = isSame || lastApplied in annotations ? {} : { [originalConfiguration]: JSON.stringify(known) }
  tick.update(keys.virtualServices, {
    ...found,
    metadata: { ...found.metadata, labels, annotations: { ...annotations, ...original } },
    spec
  })
}

/** pkg/router/istio.go GetRoutes: the weights are those of the VirtualService. @throws TickError without any */
export function getRoutes(tick: Tick): Routes {
  const { canary } = tick
  const names = serviceNames(canary)
  const { spec } = read(tick)
  const leadsTo = (host: string, route: readonly Destination[] = []): Destination | undefined =>
    route.findLast((one) => one.destination.host === host)
  const holders: readonly { readonly route?: readonly Destination[]; readonly mirror?: { readonly host: string } }[] =
    isTcp(canary) ? (spec.tcp ?? []) : (spec.http ?? [])
  const chosen = holders.findLast(({ route }) => leadsTo(names.canary, route) !== undefined)
  let primary = leadsTo(names.primary, chosen?.route)?.weight ?? 0
  let weight = leadsTo(names.canary, chosen?.route)?.weight ?? 0
  if (!isTcp(canary) && analysisOf(canary).sessionAffinity !== undefined)
    // The route that sets cookies is the one that splits.
    for (const { destination: to, weight: share = 0, headers } of (spec.http ?? []).flatMap(
      ({ route = [] }) => route
    )) {
      if (headers === undefined) continue
      if (to.host === names.primary) primary = share
      if (to.host === names.canary) weight = share
    }
  if (primary === 0 && weight === 0)
    throw new TickError(
      `VirtualService ${named(tick, names.apex)} does not contain routes for ${names.primary} and ${names.canary}`
    )
  return { primary, canary: weight, mirrored: !isTcp(canary) && (chosen?.mirror?.host ?? '') !== '' }
}

/** pkg/router/istio.go SetRoutes: writes `spec.http` or `spec.tcp` anew. @throws TickError without a VirtualService */
export function setRoutes(tick: Tick, primary: number, weight: number, mirrored: boolean): void {
  const { canary } = tick
  const found = read(tick)
  const known = decoded(found)
  const put = (change: VirtualServiceSpec): void =>
    tick.update(keys.virtualServices, { ...found, spec: { ...known, ...change } })
  if (isTcp(canary)) {
    const ports = (canary.spec.service.match ?? []).map((one) => ({ port: one['port'] }))
    return put({ tcp: [{ ...(ports.length > 0 && { match: ports }), route: split(canary, primary, weight) }] })
  }
  if (isAb(canary)) return put({ http: abRoutes(canary, primary, weight) })
  const weighted: HttpRoute = { ...common(canary), route: split(canary, primary, weight) }
  const { sessionAffinity, mirrorWeight = 0 } = analysisOf(canary)
  const [first = weighted, ...rest] =
    sessionAffinity === undefined ? [weighted] : stickyRoutes(tick, sessionAffinity, weight, weighted)
  const mirror = mirrored
    ? {
        mirror: { host: serviceNames(canary).canary },
        ...(mirrorWeight > 0 ? { mirrorPercentage: { value: mirrorWeight } } : {})
      }
    : {}
  put({ http: [{ ...first, ...mirror }, ...rest] })
}

const daySeconds = 86_400

function cookieMatch(canary: Canary, cookie: string): readonly HttpMatch[] {
  const [name = '', value = ''] = cookie.split('=')
  return merged([{ headers: { Cookie: { regex: `.*${name}.*${value}.*` } } }], canary.spec.service.match)
}

function setsCookie(to: Destination | undefined, text: string): Destination {
  return { destination: { host: '' }, ...to, headers: { response: { add: { 'Set-Cookie': text } } } }
}

/** pkg/router/istio.go getSessionAffinityRouteRules; remembers the cookies in the Canary that the tick holds. */
function stickyRoutes(
  tick: Tick,
  affinity: SessionAffinity,
  weight: number,
  weighted: HttpRoute
): readonly HttpRoute[] {
  const status = statusOf(tick.canary)
  const { cookieName = '', primaryCookieName = '', maxAge = 0 } = affinity
  const remember = (change: Partial<typeof status>): void => {
    tick.canary = { ...tick.canary, status: { ...tick.canary.status, ...change } }
  }
  const [toPrimary, toCanary] = weighted.route ?? []
  if (weight === 0) {
    const previous = status.sessionAffinityCookie || status.previousSessionAffinityCookie
    remember({ sessionAffinityCookie: '', ...(previous ? { previousSessionAffinityCookie: previous } : {}) })
    if (!previous) return [weighted, weighted]
    const expire = { headers: { response: { add: { 'Set-Cookie': `${previous}; Max-Age=-1` } } } }
    return [{ ...weighted, match: cookieMatch(tick.canary, previous), ...expire }, weighted]
  }
  const cookie = status.sessionAffinityCookie || `${cookieName}=${tick.seen.id('cookie')}`
  const primaryCookie = status.primarySessionAffinityCookie || `${primaryCookieName}=${tick.seen.id('primary-cookie')}`
  remember({ sessionAffinityCookie: cookie, primarySessionAffinityCookie: primaryCookie })
  const attributes = cookieAttributes(affinity)
  const canaryRoute = setsCookie(toCanary, `${cookie}; Max-Age=${maxAge === 0 ? daySeconds : maxAge}${attributes}`)
  const sticky = { ...weighted, match: cookieMatch(tick.canary, cookie), route: split(tick.canary, 0, totalWeight) }
  if (primaryCookieName === '') return [sticky, { ...weighted, route: [toPrimary ?? canaryRoute, canaryRoute] }]
  const seconds = Math.floor((durationMs(analysisOf(tick.canary).interval ?? '') ?? 0) / 1000)
  const primaryRoute = setsCookie(toPrimary, `${primaryCookie}; Max-Age=${seconds}${attributes}`)
  return [
    sticky,
    { ...weighted, match: cookieMatch(tick.canary, primaryCookie), route: split(tick.canary, totalWeight, 0) },
    { ...weighted, route: [primaryRoute, canaryRoute] }
  ]
}

/** pkg/apis/flagger/v1beta1/canary.go BuildCookie. */
function cookieAttributes(affinity: SessionAffinity): string {
  const named = (field: string, name: string): string => {
    const text = textOf(affinity[field])
    return text === '' ? '' : `; ${name}=${text}`
  }
  const flag = (field: string, name: string): string => (affinity[field] === true ? `; ${name}` : '')
  return [
    named('domain', 'Domain'),
    flag('httpOnly', 'HttpOnly'),
    flag('partitioned', 'Partitioned'),
    named('path', 'Path'),
    named('sameSite', 'SameSite'),
    flag('secure', 'Secure')
  ].join('')
}
