import { afterEach, describe, expect, it } from 'vitest'
import { asFailure } from '../../../contract/index.ts'
import { createPrometheus } from './prometheus.ts'
import { behindServiceProxy } from './prometheus-source.ts'
import { askedAt, closeServers, json, readerTo, target, vector } from './testing/proxied-prometheus.ts'

afterEach(closeServers)

async function failureFrom(promise: Promise<unknown>) {
  return promise.then(
    () => expect.fail('it did not fail'),
    (error: unknown) => asFailure(error)
  )
}

describe('asking Prometheus', () => {
  it('goes through the service proxy and reads typed samples', async () => {
    let asked: URL | undefined
    const reader = await readerTo((_, response, url) => {
      asked = url
      json(response, vector([{ a: 'x' }, '0.5'], [{ a: 'y' }, 'NaN'], [{ a: 'z' }, '+Inf']))
    })
    const samples = await createPrometheus(behindServiceProxy(reader, target)).query(
      'up{a="b&c"}',
      '2026-01-01T00:00:00.500Z'
    )
    expect(samples).toEqual([
      { labels: { a: 'x' }, at: askedAt.toISOString(), value: 0.5 },
      { labels: { a: 'y' }, at: askedAt.toISOString(), value: null },
      { labels: { a: 'z' }, at: askedAt.toISOString(), value: Infinity }
    ])
    expect(asked?.pathname).toBe('/api/v1/namespaces/monitoring/services/http:prometheus:9090/proxy/api/v1/query')
    expect(asked?.searchParams.get('query')).toBe('up{a="b&c"}')
    expect(asked?.searchParams.get('time')).toBe('1767225600.5')
  })

  it.each([
    [
      'a refused query',
      422,
      { status: 'error', errorType: 'execution', error: 'no such function' },
      'invalid',
      'no such function'
    ],
    [
      'a time-out',
      503,
      { status: 'error', errorType: 'timeout', error: 'query timed out' },
      'server',
      'query timed out'
    ],
    [
      'a Service without pods',
      503,
      { kind: 'Status', message: 'no endpoints available for service' },
      'server',
      'no endpoints'
    ],
    [
      'a refusal',
      403,
      { kind: 'Status', message: 'forbidden: User "ann" cannot get resource "services/proxy"' },
      'forbidden',
      'services/proxy'
    ]
  ])('says what went wrong: %s', async (_, status, body, code, told) => {
    const links: string[] = []
    const reader = await readerTo((_request, response) => json(response, body, status))
    const failure = await failureFrom(
      createPrometheus(behindServiceProxy(reader, target), { onLink: ({ state }) => links.push(state) }).query('up')
    )
    expect(failure).toMatchObject({ code, message: expect.stringContaining(told) })
    expect(failure.message).toContain('Prometheus (monitoring/prometheus:9090)')
    expect(links).toEqual(['failing'])
  })

  it.each([
    ['HTML', '<html>'],
    ['an error with status 200', '{"status":"error"}'],
    ['a scalar', '{"status":"success","data":{"resultType":"scalar","result":[1,"1"]}}'],
    [
      'a value that is no number',
      '{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"many"]}]}}'
    ],
    ['a sample without a value', '{"status":"success","data":{"resultType":"vector","result":[{"metric":{}}]}}'],
    ['no result', '{"status":"success","data":{"resultType":"vector"}}']
  ])('is a failure, never a zero: %s', async (_, body) => {
    const reader = await readerTo((_request, response) => response.end(body))
    expect(['server', 'notFound']).toContain(
      (await failureFrom(createPrometheus(behindServiceProxy(reader, target)).query('up'))).code
    )
  })
})
