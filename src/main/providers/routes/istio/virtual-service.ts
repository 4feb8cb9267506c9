import { failureOf, type Failure } from '../../../../contract/index.ts'
import { arrayAt, at, isJsonObject, stringAt } from '../../../lib/json-access.ts'
import { visibleText } from '../../../lib/visible-text.ts'
import type { KubeObject } from '../../../ports/kube.ts'
import {
  mostDestinations,
  mostRules,
  type MirrorSlot,
  type RouteReading,
  type RouteRule
} from '../../../ports/route.ts'
import { readBackend, readDestinations } from './destinations.ts'
import { isStickyRule, matchText } from './matches.ts'
import { istioGroup } from './resources.ts'

const protocols = ['http', 'tcp', 'tls'] as const

/**
 * A VirtualService as the mesh takes it (istio/api networking/v1alpha3/virtual_service.proto): its rules in their order,
 * what each destination of them gets, and what of it cannot be understood. Rules that send nothing anywhere, such as
 * redirects, are left out.
 */
export function readVirtualService(object: KubeObject): RouteReading {
  const { name, namespace = '' } = object.metadata
  const problems: Failure[] = []
  const problem = (why: string): void => {
    problems.push(problemOf(object, why))
  }
  const spec = object['spec']
  if (!isJsonObject(spec)) problem('has no spec')
  const rules = protocols.flatMap((protocol): readonly RouteRule[] => {
    const listed = at(spec, protocol)
    if (listed !== undefined && listed !== null && !Array.isArray(listed)) problem(`has no list at spec.${protocol}`)
    const all = arrayAt(spec, protocol)
    if (all.length > mostRules) {
      problem(`has ${all.length} ${protocol} rules, more than ${mostRules} that can be looked over`)
      return []
    }
    return all.flatMap((rule, index) => {
      const read = readRule(rule, protocol, index, namespace)
      if (typeof read !== 'string') return [read]
      if (read !== '') problem(`${protocol} rule ${index + 1}: ${read}`)
      return []
    })
  })
  return {
    object,
    resource: { group: istioGroup, version: versionOf(object), resource: 'virtualservices' },
    name: `VirtualService ${visibleText(`${namespace}/${name}`, 200)}`,
    hosts: arrayAt(spec, 'hosts').filter((host) => typeof host === 'string'),
    rules,
    problems
  }
}

/** A rule; empty for one that sends nothing to a destination, and a sentence for one that makes no sense. */
function readRule(
  rule: unknown,
  protocol: (typeof protocols)[number],
  index: number,
  namespace: string
): RouteRule | string {
  if (!isJsonObject(rule)) return 'is no object'
  const path = `/spec/${protocol}/${index}`
  const read = readDestinations(rule, path, namespace)
  if (read.kind === 'wrong') return read.why
  const copies = arrayAt(rule, 'mirrors').length
  if (copies > mostDestinations) return `has ${copies} mirrors, more than ${mostDestinations} that can be looked over`
  const delegate = at(rule, 'delegate')
  const mirrors = readMirrors(rule, path, namespace)
  if (read.destinations.length === 0 && !isJsonObject(delegate) && mirrors.length === 0) return ''
  const own = stringAt(rule, 'name')
  return {
    title: visibleText(`${protocol} rule ${index + 1}${own === '' ? '' : ` (${own})`}`, 100),
    protocol,
    onlyFor: matchText(rule),
    isSticky: isStickyRule(rule),
    delegate: isJsonObject(delegate)
      ? { name: stringAt(delegate, 'name'), namespace: stringAt(delegate, 'namespace') || namespace }
      : null,
    destinations: read.destinations,
    mirrors
  }
}

/** `mirror`, with how much of it, and `mirrors`, which say that themselves. */
function readMirrors(rule: unknown, path: string, namespace: string): readonly MirrorSlot[] {
  const one = at(rule, 'mirror')
  const list = arrayAt(rule, 'mirrors')
  const single: MirrorSlot = {
    path: `${path}/mirror`,
    isList: false,
    members: [{ backend: readBackend(one, namespace), value: one }],
    beside: ['mirrorPercentage', 'mirrorPercent']
      .filter((key) => at(rule, key) !== undefined)
      .map((key) => `${path}/${key}`)
  }
  const several: MirrorSlot = {
    path: `${path}/mirrors`,
    isList: true,
    members: list.map((value) => ({ backend: readBackend(at(value, 'destination'), namespace), value })),
    beside: []
  }
  return [...(isJsonObject(one) ? [single] : []), ...(list.length > 0 ? [several] : [])]
}

function versionOf({ apiVersion }: KubeObject): string {
  return apiVersion.split('/')[1] ?? ''
}

function problemOf({ metadata: { name, namespace = '' } }: KubeObject, why: string): Failure {
  const address = { namespace, name, resource: 'virtualservices', group: istioGroup }
  const message = visibleText(`VirtualService ${namespace}/${name} ${why}.`, 400)
  return failureOf('invalid', message, { address, remedy: 'Correct it, or change its weights by hand.' })
}
