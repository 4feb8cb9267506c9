import { expect, it } from 'vitest'
import type { Cluster } from './model.ts'
import { verifiedBy } from './verified-by.ts'

const cluster: Cluster = { name: 'prod', server: 'https://prod.example', insecure: false, caData: 'MA==' }

it('differs by all that decides whose answers are believed', () => {
  const { caData: _none, ...withoutCa } = cluster
  const others: readonly Cluster[] = [
    cluster,
    withoutCa,
    { ...withoutCa, caFile: '/etc/ca.pem' },
    { ...cluster, caData: 'MQ==' },
    { ...cluster, insecure: true },
    { ...cluster, tlsServerName: 'other.example' },
    { ...cluster, tlsServerName: 'other.example", through the proxy "http://proxy.example:3128' },
    { ...cluster, tlsServerName: 'other.example', proxyUrl: 'http://proxy.example:3128' },
    { ...cluster, proxyUrl: 'http://proxy.example:3128' }
  ]
  expect(new Set(others.map(verifiedBy)).size).toBe(others.length)
  expect(verifiedBy({ ...cluster, name: 'other', execConfig: '{}' })).toBe(verifiedBy(cluster))
})

it('shows no credential of a proxy', () => {
  expect(verifiedBy({ ...cluster, proxyUrl: 'http://me:pa55word@proxy.example:3128' })).not.toContain('pa55word')
})
