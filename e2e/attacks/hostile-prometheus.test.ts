import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FailureError, type Measure, type ServicePrometheus } from '../../src/contract/index.ts'
import { openTest, type OpenedTest } from '../../src/main/connections/testing/open-connection.ts'
import {
  behindServiceProxy,
  createPrometheus,
  createProofReadings,
  createServiceMetrics
} from '../../src/main/providers/prometheus/index.ts'

const target: ServicePrometheus = {
  namespace: 'monitoring',
  service: 'prometheus',
  port: '9090',
  scheme: 'http',
  foundBy: 'name'
}
const ref = { namespace: 'shop', name: 'checkout' }
const limits = { errorRatio: 0.01, availability: 0.999, fewRequests: 20 }

type Sample = readonly [labels: unknown, at: unknown, value: unknown]
/** What is said to one query; `samples` are those of a service that is well. */
type Say = (response: ServerResponse, samples: readonly Sample[]) => void

const now = (): number => Date.now() / 1_000
const labels = { reporter: 'destination', destination_workload: 'checkout', response_code: '200' }
const well = (isLatency: boolean): readonly Sample[] => [
  [isLatency ? { destination_workload: 'checkout' } : labels, now(), '20']
]

function send(response: ServerResponse, text: string, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers })
  response.end(text)
}
const body = (samples: readonly Sample[], more: object = {}, resultType = 'vector'): string => {
  const result = samples.map(([metric, at, value]) => ({ metric, value: [at, value] }))
  return JSON.stringify({ status: 'success', data: { resultType, result }, ...more })
}
const changed =
  (change: (sample: Sample) => readonly Sample[], more?: object): Say =>
  (response, samples) =>
    send(response, body(samples.flatMap(change), more))
const valued = (value: unknown): Say => changed(([of, at]) => [[of, at, value]])
const said =
  (text: string): Say =>
  (response) =>
    send(response, text)
const later = (seconds: number): Say => changed(([of, at, value]) => [[of, Number(at) + seconds, value]])

/** Sends until nobody listens any more. */
function pour(response: ServerResponse, piece: Buffer, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers })
  const more = (): void => {
    while (!response.destroyed && response.write(piece));
    if (!response.destroyed) response.once('drain', more)
  }
  more()
}

const attacks: readonly (readonly [what: string, say: Say, reason: RegExp])[] = [
  ['samples two hours old', later(-7_200), /2 h old/],
  ['samples a little older than the window', later(-75), /1 min .* old/],
  ['samples of the next hour', later(3_600), /ahead of this computer’s clock/],
  ['samples of the year 9999', changed(([of, , value]) => [[of, 253_370_764_799, value]]), /ahead of/],
  ['a time that is no number', changed(([of, , value]) => [[of, 'now', value]]), /malformed sample/],
  ['NaN', valued('NaN'), /no number|nothing|no requests|No requests/],
  ['a negative rate', valued('-9'), /not a number|not numbers|no number|not a time/],
  ['a huge rate', valued('1e308'), /not a number|not numbers|no number|not a time/],
  ['+Inf', valued('+Inf'), /not a number|not numbers|no number|beyond the largest/],
  ['-Inf', valued('-Inf'), /not a number|not numbers|no number|not a time/],
  ['a number that is no text', valued(20), /malformed sample/],
  ['a number in hexadecimal', valued('0x14'), /a value that is not a number/],
  ['a number with blanks', valued(' 20 '), /a value that is not a number/],
  ['an empty value', valued(''), /a value that is not a number/],
  ['the same series twice', changed((sample) => [sample, sample]), /the same series twice/],
  [
    'the same series in another order of its labels',
    changed(([of, at, value]) => [
      [of, at, value],
      [Object.fromEntries(Object.entries(of as object).toReversed()), at, value],
      [{ ...(of as object) }, at, value]
    ]),
    /the same series twice/
  ],
  ['labels that are no texts', changed(([, at, value]) => [[{ ...labels, response_code: 200 }, at, value]]), /labels/],
  ['no labels at all', changed(([, at, value]) => [[null, at, value]]), /labels/],
  [
    'a warning',
    (response, samples) => send(response, body(samples, { warnings: ['store-2 did not answer'] })),
    /incomplete/
  ],
  [
    'a warning that is no list',
    (response, samples) => send(response, body(samples, { warnings: 'lost' })),
    /incomplete/
  ],
  ['a warning that is no text', (response, samples) => send(response, body(samples, { warnings: [5] })), /incomplete/],
  ['a matrix', (response, samples) => send(response, body(samples, {}, 'matrix')), /a matrix instead of a vector/],
  ['a scalar', said('{"status":"success","data":{"resultType":"scalar","result":[1,"0"]}}'), /a scalar instead/],
  ['no result', said('{"status":"success","data":{"resultType":"vector"}}'), /no result/],
  ['a success without data', said('{"status":"success"}'), /nothing instead of a vector/],
  ['an error with 200', said('{"status":"error","errorType":"execution","error":"x"}'), /not Prometheus' JSON/],
  [
    'a page with 200',
    (response) => send(response, '<!doctype html><title>ok</title>', { 'content-type': 'text/html' }),
    /not Prometheus' JSON|not a Prometheus/
  ],
  ['a cut answer', (response, samples) => send(response, body(samples).slice(0, -9)), /not Prometheus' JSON/],
  [
    'the result twice',
    said('{"status":"success","data":{"resultType":"vector","result":[],"result":[]}}'),
    /not Prometheus' JSON/
  ],
  [
    'what is nested 10,000 deep',
    said(`{"status":"success","data":${'['.repeat(10_000)}${']'.repeat(10_000)}}`),
    /not Prometheus' JSON/
  ],
  [
    '100,000 series',
    (response) =>
      send(
        response,
        body(Array.from({ length: 100_000 }, (_, index): Sample => [{ ...labels, pod: `${index}` }, now(), '20']))
      ),
    /series|not Prometheus' JSON|larger than/
  ],
  [
    'a gzip bomb',
    (response) => pour(response, gzipSync(Buffer.alloc(16_777_216, 0x20)), { 'content-encoding': 'gzip' }),
    /larger than 16 MiB|encoded|gzip/
  ],
  ['a body without an end', (response) => pour(response, Buffer.alloc(65_536, 0x20)), /larger than 16 MiB/]
]

let say: Say = changed((sample) => [sample])
let opened: OpenedTest
beforeAll(async () => {
  opened = await openTest((request, response) => {
    const query = new URL(request.url ?? '', 'http://x.invalid').searchParams.get('query') ?? ''
    // How often series are sampled, and since when there are none, is asked apart; nothing is known of it here.
    if (query.includes('count_over_time(') || query.includes('timestamp(')) return send(response, body([]))
    return say(response, well(query.startsWith('histogram_quantile')))
  })
})
afterAll(() => opened.close())

/** Each number that would be shown or counted, and the reason where there is none. */
async function look(): Promise<readonly (Measure | string)[]> {
  const prometheus = createPrometheus(behindServiceProxy(opened.connection.reader, target))
  const metrics = createServiceMetrics(prometheus, { limits })
  const proof = createProofReadings(prometheus, { limits })
  const abort = new AbortController().signal
  const sinceAt = new Date(Date.now() - 600_000).toISOString()
  const all = await Promise.all(
    [
      metrics
        .service(ref)
        .then(({ errorRatio, availability, requestRate, p95 }) =>
          [errorRatio, availability, requestRate, p95].map(({ measure }) => measure)
        ),
      metrics.namespace('shop').then(({ readings, missing }) => {
        const reading = readings.get('checkout')
        return reading ? [reading.errorRatio, reading.p95] : [missing]
      }),
      proof
        .measure(ref, sinceAt, abort)
        .then(({ errorRatio, p95 }): readonly (Measure | string)[] =>
          [errorRatio, p95].map((one) => ('why' in one ? one.why : { state: 'known', value: 0, observedAt: one.at }))
        )
    ].map((reading: Promise<readonly (Measure | string)[]>) =>
      reading.catch((error: unknown) => {
        if (!(error instanceof FailureError)) throw error
        return [error.failure.message]
      })
    )
  )
  return all.flat()
}

describe('a Prometheus that means harm', () => {
  it('is there to be attacked: what a service that is well says is a number', async () => {
    say = changed((sample) => [sample])
    const all = await look()
    expect(all.filter((one) => typeof one === 'object' && one.state === 'known').length).toBeGreaterThan(4)
  })

  it.each(attacks)(
    '%s: every number is unknown, with its reason',
    { timeout: 60_000 },
    async (_what, attack, reason) => {
      say = attack
      const all = await look()
      expect(all.length).toBeGreaterThan(2)
      const reasons = all.flatMap((one) =>
        typeof one === 'string' ? [one] : one.state === 'unknown' ? [one.detail] : []
      )
      expect(reasons.every((one) => one.length > 10)).toBe(true)
      expect(reasons.join('\n')).toMatch(reason)
      expect(reasons).toHaveLength(all.length)
    }
  )
})
