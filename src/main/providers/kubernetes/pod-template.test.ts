import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../lib/json-access.ts'
import { sameTemplate, withoutHash } from './pod-template.ts'
import { templateDigest } from './template-digest.ts'

type Json = Readonly<Record<string, unknown>>

function ofSpec(spec: Json): JsonObject {
  return { metadata: { labels: { app: 'cart' } }, spec }
}

function ofContainer(more: Json): JsonObject {
  return ofSpec({ containers: [{ name: 'cart', image: 'cart:1', ...more }] })
}

const plain = ofContainer({})

describe('templates mean the same', () => {
  it('without the hash label, and whatever the order of the keys', () => {
    const hashed = {
      spec: { containers: [{ image: 'cart:1', name: 'cart' }] },
      metadata: { creationTimestamp: null, labels: { 'pod-template-hash': '1', app: 'cart' } }
    }
    expect(sameTemplate(plain, hashed)).toBe(true)
    expect(templateDigest(plain)).toBe(templateDigest(hashed))
    expect(withoutHash(hashed)).toEqual({ ...hashed, metadata: { creationTimestamp: null, labels: { app: 'cart' } } })
  })

  it.each<[string, JsonObject]>([
    ['an empty list', ofContainer({ env: [], command: [] })],
    ['an empty map', { ...plain, metadata: { labels: { app: 'cart' }, annotations: {} } }],
    ['an empty object that is declared by value', ofContainer({ resources: {} })],
    ['an empty map in it', ofContainer({ resources: { limits: {} } })],
    ['null', ofContainer({ securityContext: null })],
    ['a value that is the default of its type', ofContainer({ tty: false, workingDir: '' })]
  ])('with %s or without it', (_, other) => {
    expect(sameTemplate(plain, other)).toBe(true)
    expect(templateDigest(plain)).toBe(templateDigest(other))
  })

  it.each([
    ['1000m', '1'],
    ['1Gi', '1024Mi'],
    ['0.5', '500m'],
    ['1e3', '1k'],
    ['-1', '-1000m'],
    ['0.1n', '1n']
  ])('with a quantity of %s or of %s', (one, other) => {
    const requests = (cpu: string) => ofContainer({ resources: { requests: { cpu } } })
    expect(sameTemplate(requests(one), requests(other))).toBe(true)
  })
})

describe('templates differ', () => {
  const probe = { httpGet: { port: 80 } }

  it.each<[string, JsonObject, JsonObject]>([
    ['securityContext', plain, ofContainer({ securityContext: {} })],
    ['capabilities', ofContainer({ securityContext: {} }), ofContainer({ securityContext: { capabilities: {} } })],
    ['seLinuxOptions', ofSpec({ securityContext: {} }), ofSpec({ securityContext: { seLinuxOptions: {} } })],
    ['lifecycle', plain, ofContainer({ lifecycle: {} })],
    ['preStop', ofContainer({ lifecycle: {} }), ofContainer({ lifecycle: { preStop: {} } })],
    ['livenessProbe', plain, ofContainer({ livenessProbe: {} })],
    ['exec', ofContainer({ readinessProbe: {} }), ofContainer({ readinessProbe: { exec: {} } })],
    ['affinity', ofSpec({}), ofSpec({ affinity: {} })],
    ['nodeAffinity', ofSpec({ affinity: {} }), ofSpec({ affinity: { nodeAffinity: {} } })],
    ['podAntiAffinity', ofSpec({ affinity: {} }), ofSpec({ affinity: { podAntiAffinity: {} } })],
    ['dnsConfig', ofSpec({}), ofSpec({ dnsConfig: {} })],
    ['emptyDir', ofSpec({ volumes: [{ name: 'a' }] }), ofSpec({ volumes: [{ name: 'a', emptyDir: {} }] })],
    ['a field that nobody knows yet', plain, ofContainer({ fromTheFuture: {} })],
    ['a list of it', plain, ofContainer({ fromTheFuture: [] })],
    ['a false that somebody set', ofSpec({}), ofSpec({ automountServiceAccountToken: false })],
    ['a zero that somebody set', ofSpec({}), ofSpec({ terminationGracePeriodSeconds: 0 })],
    [
      'a port by number and by name',
      ofContainer({ livenessProbe: probe }),
      ofContainer({ livenessProbe: { httpGet: { port: '80' } } })
    ]
  ])('by %s', (_, one, other) => {
    expect(sameTemplate(one, other)).toBe(false)
    expect(templateDigest(one)).not.toBe(templateDigest(other))
  })

  it('by a quantity of another value', () => {
    const limits = (memory: string) => ofContainer({ resources: { limits: { memory } } })
    expect(sameTemplate(limits('1G'), limits('1Gi'))).toBe(false)
    expect(sameTemplate(limits('what?'), limits('1Gi'))).toBe(false)
  })
})
