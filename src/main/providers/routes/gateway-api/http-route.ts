import { failureOf, type Failure } from '../../../../contract/index.ts'
import { arrayAt, at, isJsonObject, numberAt, stringAt } from '../../../lib/json-access.ts'
import { visibleText } from '../../../lib/visible-text.ts'
import type { KubeObject } from '../../../ports/kube.ts'
import {
  mostDestinations,
  mostRules,
  type MirrorSlot,
  type RouteBackend,
  type RouteDestination,
  type RouteReading,
  type RouteRule
} from '../../../ports/route.ts'
import { gatewayGroup } from './resources.ts'

const heaviest = 1_000_000

/**
 * An HTTPRoute (kubernetes-sigs/gateway-api apis/v1/httproute_types.go): its rules, what each backend of them gets, and
 * what of it cannot be understood. A backend without a weight has 1.
 */
export function readHttpRoute(object: KubeObject): RouteReading {
  const { name, namespace = '' } = object.metadata
  const problems: Failure[] = []
  const problem = (why: string): void => {
    const message = visibleText(`HTTPRoute ${namespace}/${name} ${why}.`, 400)
    const address = { namespace, name, resource: 'httproutes', group: gatewayGroup }
    problems.push(failureOf('invalid', message, { address, remedy: 'Correct it, or change its weights by hand.' }))
  }
  const spec = object['spec']
  if (!isJsonObject(spec)) problem('has no spec')
  const listed = at(spec, 'rules')
  if (listed !== undefined && listed !== null && !Array.isArray(listed)) problem('has no list at spec.rules')
  const all = arrayAt(spec, 'rules')
  if (all.length > mostRules) problem(`has ${all.length} rules, more than ${mostRules} that can be looked over`)
  const rules = all.slice(0, all.length > mostRules ? 0 : undefined).flatMap((rule, index): readonly RouteRule[] => {
    const read = readRule(rule, index, namespace)
    if (typeof read !== 'string') return [read]
    if (read !== '') problem(`rule ${index + 1}: ${read}`)
    return []
  })
  return {
    object,
    resource: { group: gatewayGroup, version: object.apiVersion.split('/')[1] ?? '', resource: 'httproutes' },
    name: `HTTPRoute ${visibleText(`${namespace}/${name}`, 200)}`,
    hosts: arrayAt(spec, 'hostnames').filter((host) => typeof host === 'string'),
    rules,
    problems
  }
}

/** A rule; empty for one that sends nothing to a backend, and a sentence for one that makes no sense. */
function readRule(rule: unknown, index: number, namespace: string): RouteRule | string {
  if (!isJsonObject(rule)) return 'is no object'
  const path = `/spec/rules/${index}`
  const backends = arrayAt(rule, 'backendRefs')
  const most = Math.max(backends.length, arrayAt(rule, 'filters').length)
  if (most > mostDestinations)
    return `has ${most} backends or filters, more than ${mostDestinations} that can be looked over`
  for (const [place, backend] of backends.entries()) {
    const why = wrongWeight(at(backend, 'weight'))
    if (why !== null) return `backend ${place + 1} has ${why}`
    if (stringAt(backend, 'name') === '') return `backend ${place + 1} has no name`
  }
  const weights = backends.map((backend) => numberAt(backend, 'weight') ?? 1)
  const sum = weights.reduce((total, weight) => total + weight, 0)
  if (backends.length > 0 && sum === 0) return 'the weights of its backends add up to 0'
  const mirrors = readMirrors(rule, path, namespace)
  if (backends.length === 0 && mirrors.length === 0) return ''
  const own = stringAt(rule, 'name')
  return {
    title: visibleText(`rule ${index + 1}${own === '' ? '' : ` (${own})`}`, 100),
    protocol: 'http',
    onlyFor: matchText(rule),
    isSticky: isJsonObject(at(rule, 'sessionPersistence')) || hasCookieMatch(rule),
    delegate: null,
    destinations: backends.map((backend, at): RouteDestination => {
      const place = `${path}/backendRefs/${at}`
      return {
        backend: readBackend(backend, namespace),
        identity: ['group', 'kind', 'namespace', 'name', 'port'].map((key) => `${place}/${key}`),
        weightPath: `${place}/weight`,
        share: (weights[at] ?? 0) / sum
      }
    }),
    mirrors
  }
}

/** A BackendObjectReference; without a group and a kind it is a Service of the route's own namespace. */
function readBackend(reference: unknown, namespace: string): RouteBackend {
  const name = stringAt(reference, 'name')
  const kind = stringAt(reference, 'kind') || 'Service'
  const isService = kind === 'Service' && stringAt(reference, 'group') === ''
  const place = stringAt(reference, 'namespace') || namespace
  const text = visibleText(`${isService ? '' : `${kind} `}${place === namespace ? '' : `${place}/`}${name}`, 200)
  return { service: isService ? { namespace: place, name } : null, subset: '', text }
}

function readMirrors(rule: unknown, path: string, namespace: string): readonly MirrorSlot[] {
  const filters = arrayAt(rule, 'filters')
  const members = filters.map((value) => {
    const isMirror = stringAt(value, 'type') === 'RequestMirror'
    return { backend: isMirror ? readBackend(at(value, 'requestMirror', 'backendRef'), namespace) : null, value }
  })
  if (members.every(({ backend }) => backend === null)) return []
  return [{ path: `${path}/filters`, isList: true, members, beside: [] }]
}

function matchText(rule: unknown): string {
  const matches = arrayAt(rule, 'matches')
  const texts = matches.map((match) => {
    const path = stringAt(match, 'path', 'value')
    const named = (['headers', 'queryParams'] as const).flatMap((key) =>
      arrayAt(match, key).map((entry) => `${key === 'headers' ? 'header' : 'query'} ${stringAt(entry, 'name')}`)
    )
    const method = stringAt(match, 'method')
    return [...(path === '' || path === '/' ? [] : [path]), ...named, ...(method === '' ? [] : [method])].join(' and ')
  })
  return texts.length === 0 || texts.includes('') ? '' : visibleText(texts.join(' or '), 160)
}

function hasCookieMatch(rule: unknown): boolean {
  return arrayAt(rule, 'matches').some((match) =>
    arrayAt(match, 'headers').some((header) => stringAt(header, 'name').toLowerCase() === 'cookie')
  )
}

/** The API server refuses what is not 0 to 1,000,000 (httproute_types.go BackendRef.Weight). */
function wrongWeight(weight: unknown): string | null {
  if (weight === undefined || weight === null) return null
  if (typeof weight !== 'number') return `a weight that is no number: ${visibleText(JSON.stringify(weight), 40)}`
  if (!Number.isInteger(weight)) return `a weight that is no whole number: ${weight}`
  if (weight < 0) return `the negative weight ${weight}`
  return weight > heaviest ? `the weight ${weight}, which is over ${heaviest}` : null
}
