import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { shippedMeters } from '../providers/prometheus/index.ts'
import { chooseMeters } from './own-meters.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'meters-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const own = `meters:
  - id: traefik
    title: Traefik
    counter: traefik_service_requests_total
    reports:
      - { side: source, path: { label: service, pattern: '{namespace}-{workload}-[0-9a-zA-Z-]+@kubernetes' } }
    outcome: { code: code }
    latency: { buckets: traefik_service_request_duration_seconds_bucket, unit: s }
`

it('are the shipped ones where there is no file', () => {
  expect(chooseMeters(dir).meters).toEqual(shippedMeters)
  expect(chooseMeters(null).view).toMatchObject({ file: null, problems: [] })
})

it('puts the own ones in front, and one with the id of a shipped one in its place', async () => {
  await writeFile(join(dir, 'metrics.yaml'), `${own}${own.slice(8).replace('traefik\n', 'http\n')}`)
  const { meters, view } = chooseMeters(dir)
  expect(view.problems).toEqual([])
  expect(meters.map(({ id }) => id)).toEqual(['traefik', 'http', 'istio', 'linkerd', 'nginx-ingress', 'envoy', 'grpc'])
  expect(view.known.slice(0, 3).map(({ isOwn }) => isOwn)).toEqual([true, true, false])
})

it.each([
  [own.replace('source', 'anybody'), { line: 6, column: 9 }],
  [`${own}${own.slice(8)}`, { line: 9, column: 9, message: 'the id "traefik" is used twice' }],
  ['meters: {', { line: 1 }]
])('names a mistake with line and column, and takes the shipped ones', async (text, place) => {
  await writeFile(join(dir, 'metrics.yaml'), text)
  const { meters, view } = chooseMeters(dir)
  expect(meters).toEqual(shippedMeters)
  expect(view.problems[0]).toMatchObject({ file: 'metrics.yaml', ...place })
})
