import * as z from 'zod/mini'
import type { KubeObject } from '../../../../ports/kube.ts'
import type { RouteBackend, RouteReading } from '../../../../ports/route.ts'
import { httpRouteObject, virtualServiceObject } from '../../../../providers/routes/testing/mesh.ts'
import { numberAt } from '../../../../lib/json-access.ts'
import { valueAt } from '../../../../providers/kubernetes/patch-tests.ts'

/** A destination without its name: the host by a number, a subset of it by another, or somewhere that is no Service here. */
const backend = z.union([z.tuple([z.number()]), z.tuple([z.number(), z.number()]), z.literal('elsewhere')])
type Backend = z.infer<typeof backend>

/** What the planner sees of a route, and nothing of its text. */
export const routeShape = z.strictObject({
  kind: z.enum(['VirtualService', 'HTTPRoute']),
  rules: z.array(
    z.strictObject({
      protocol: z.enum(['http', 'tcp', 'tls']),
      onlyFor: z.enum(['all', 'some', 'cookie']),
      delegates: z.boolean(),
      to: z.array(z.strictObject({ backend, weight: z.nullable(z.number()) })),
      copies: z.array(z.strictObject({ backend, inList: z.boolean() }))
    })
  )
})

export type RouteShape = z.infer<typeof routeShape>

/** The shape of a route that was read; null for one that cannot be understood. */
export function shapeOfRoute({ object, rules, problems }: RouteReading): RouteShape | null {
  if (problems.length > 0) return null
  const namespace = object.metadata.namespace ?? ''
  const hosts: string[] = []
  const subsets: string[] = []
  const numberIn = (list: string[], name: string): number => {
    if (!list.includes(name)) list.push(name)
    return list.indexOf(name)
  }
  const numbered = ({ service, subset }: RouteBackend): Backend => {
    if (service === null || service.namespace !== namespace) return 'elsewhere'
    const host = numberIn(hosts, service.name)
    return subset === '' ? [host] : [host, numberIn(subsets, subset)]
  }
  return {
    kind: object.kind === 'HTTPRoute' ? 'HTTPRoute' : 'VirtualService',
    rules: rules.map((rule) => ({
      protocol: rule.protocol,
      onlyFor: rule.isSticky ? 'cookie' : rule.onlyFor === '' ? 'all' : 'some',
      delegates: rule.delegate !== null,
      to: rule.destinations.map((destination) => ({
        backend: numbered(destination.backend),
        weight: numberAt({ weight: valueAt(object, destination.weightPath) }, 'weight') ?? null
      })),
      copies: rule.mirrors.flatMap(({ members, isList }) =>
        members.flatMap((member) =>
          member.backend === null ? [] : [{ backend: numbered(member.backend), inList: isList }]
        )
      )
    }))
  }
}

/** A route of that shape, with names of ours. */
export function routeOfShape({ kind, rules }: RouteShape): KubeObject {
  return kind === 'HTTPRoute' ? httpRouteOf(rules) : virtualServiceOf(rules)
}

type Rules = RouteShape['rules']

function virtualServiceOf(rules: Rules): KubeObject {
  const destination = (of: Backend): object => {
    if (of === 'elsewhere') return { host: 'outside.example.com' }
    const [host, subset] = of
    return subset === undefined ? { host: `host-${host}` } : { host: `host-${host}`, subset: `subset-${subset}` }
  }
  const written = rules.map((rule) => {
    const single = rule.copies.filter(({ inList }) => !inList)
    const listed = rule.copies.filter(({ inList }) => inList)
    const match = {
      cookie: [{ headers: { cookie: { regex: 'a' } } }],
      some: [{ uri: { prefix: '/a' } }],
      all: undefined
    }[rule.onlyFor]
    return {
      ...(match ? { match } : {}),
      ...(rule.delegates ? { delegate: { name: 'part' } } : {}),
      route: rule.to.map(({ backend: of, weight }) => ({
        destination: destination(of),
        ...(weight === null ? {} : { weight })
      })),
      ...(single[0] ? { mirror: destination(single[0].backend) } : {}),
      ...(listed.length > 0 ? { mirrors: listed.map((copy) => ({ destination: destination(copy.backend) })) } : {})
    }
  })
  const of = (protocol: Rules[number]['protocol']) => written.filter((_, index) => rules[index]?.protocol === protocol)
  return virtualServiceObject('route', { hosts: ['route'], http: of('http'), tcp: of('tcp'), tls: of('tls') })
}

function httpRouteOf(rules: Rules): KubeObject {
  const reference = (of: Backend): object =>
    of === 'elsewhere'
      ? { kind: 'ServiceImport', group: 'example.com', name: 'outside' }
      : { name: `host-${of[0]}`, port: 80 }
  const match = {
    cookie: [{ headers: [{ name: 'cookie', value: 'a' }] }],
    some: [{ path: { type: 'PathPrefix', value: '/a' } }],
    all: []
  }
  return httpRouteObject('route', {
    rules: rules.map((rule) => ({
      matches: match[rule.onlyFor],
      backendRefs: rule.to.map(({ backend: of, weight }) => ({
        ...reference(of),
        ...(weight === null ? {} : { weight })
      })),
      filters: rule.copies.map((copy) => ({
        type: 'RequestMirror',
        requestMirror: { backendRef: reference(copy.backend) }
      }))
    }))
  })
}
