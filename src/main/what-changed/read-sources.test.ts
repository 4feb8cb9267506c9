import { afterEach, expect, it } from 'vitest'
import { closeServers, json, readerTo } from '../providers/prometheus/testing/proxied-prometheus.ts'
import { readSources } from './read-sources.ts'
import { eventLists, writtenKinds } from './sources.ts'

const ref = { namespace: 'shop', name: 'cart' }

afterEach(closeServers)

it('reads each kind once, and says of each that it may not read or that is not there', async () => {
  const asked: string[] = []
  const written = { manager: 'ann', operation: 'Update', time: '2026-03-14T01:30:00Z' }
  const before = { ...written, time: '2026-03-13T01:30:00Z' }
  const items = [
    { metadata: { name: 'a', uid: 'a', managedFields: [before, written] } },
    { metadata: { name: 'b', uid: 'b', managedFields: [before] } }
  ]
  const reader = await readerTo((_, response, { pathname }) => {
    asked.push(pathname)
    const status = (code: number, reason: string, message: string): void =>
      json(response, { apiVersion: 'v1', kind: 'Status', status: 'Failure', reason, message, code }, code)
    if (pathname.endsWith('/secrets')) status(403, 'Forbidden', 'secrets is forbidden: User "ann" cannot list')
    else if (pathname.endsWith('/jobs')) status(404, 'NotFound', 'the server could not find the requested resource')
    else json(response, { apiVersion: 'v1', kind: 'List', items })
  })
  const sources = [...writtenKinds({ context: 'c', ref }), ...eventLists('c', ref)]
  const abort = new AbortController().signal
  const readings = await readSources(reader, sources, { abort, isLogged: false, fromAt: '2026-03-14T01:00:00Z' })
  expect(asked.length).toBe(sources.length)
  expect(new Set(asked).size).toBe(asked.length - 2)
  expect(readings.flatMap((one) => (one.state === 'failed' ? [one.source.title, one.failure.code] : []))).toEqual([
    'Secrets',
    'forbidden'
  ])
  expect(readings.flatMap((one) => (one.state === 'notServed' ? [one.source.title] : []))).toEqual(['Jobs'])
  const nodes = readings.find(({ source }) => source.kind === 'Node')
  expect(nodes).toMatchObject({ state: 'read', leftOut: 0 })
  // What was not written to since then is let go, and so is what was written to it before.
  expect(nodes).toHaveProperty('objects', [expect.objectContaining({ kind: 'Node', apiVersion: 'v1' })])
  expect(nodes).toHaveProperty('objects.0.metadata.managedFields', [written])
})

it('asks for nothing but metadata where values might be secret', () => {
  const whole = writtenKinds({ context: 'c', ref }).filter(({ metadataOnly }) => !metadataOnly)
  expect(whole.map(({ kind }) => kind)).toEqual(['HorizontalPodAutoscaler', 'NetworkPolicy'])
})
