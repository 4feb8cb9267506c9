import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ClockView, Verdict } from '../src/contract/index.ts'
import { watchFeeds, type FeedWatcher } from '../src/main/autopilot/watch-feeds.ts'
import { createConsole } from '../src/main/console.ts'
import { asking } from '../src/main/console/testing/asking.ts'
import { consolePorts } from '../src/main/console/testing/console-ports.ts'
import type { Console } from '../src/main/ports/console.ts'
import { ensureBuild } from '../scripts/setup/build.mjs'
import { startDrill, type Drill } from './drill.ts'
import { asOperator, type Operator } from './operator.ts'
import { readTruth } from './truth.ts'

// Rows of the matrix between well and bad, for which no scenario has a release, and no row beside them. Memory and business are in
// matrix-rows.test.ts, and what people say in said-by-people.test.ts.

const patienceMs = 90_000
const speed = 20

let dir: string
let drill: Drill
let backout: Console
let feeds: FeedWatcher
let operator: Operator
let path: string
const ask = asking(() => backout)

beforeAll(async () => {
  await ensureBuild()
  dir = await mkdtemp(join(tmpdir(), 'backout-every-row-'))
  drill = await startDrill({ scenario: 'healthy', seed: 5, speed })
  const { namespace, deployment } = await readTruth(drill)
  const launch = { kind: 'kubeconfig', file: drill.kubeconfig, context: 'operator', namespace } as const
  backout = createConsole(consolePorts(dir, { homeClock: drill.clock as ClockView, env: {}, launch }))
  feeds = watchFeeds(backout)
  operator = await asOperator(drill)
  path = `/apis/apps/v1/namespaces/${namespace}/deployments/${deployment}`
  await feeds.until('services', patienceMs, ({ services }) => (services?.rows.state === 'value' ? true : undefined))
  await ask('service.open', { ref: { namespace, name: deployment } })
}, 240_000)

afterAll(async () => {
  feeds?.close()
  await backout?.close()
  await drill?.stop()
  await rm(dir, { recursive: true, force: true })
})

interface Deployment {
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly [{ readonly image: string }] } }
  }
}

/** `kubectl set image`. */
async function release(image: string): Promise<void> {
  const { spec } = await operator.read<Deployment>(path)
  const [first, ...others] = spec.template.spec.containers
  await operator.merge(path, { spec: { template: { spec: { containers: [{ ...first, image }, ...others] } } } })
}

function firing({ judgements }: Verdict): readonly string[] {
  return judgements.filter(({ result }) => result === 'fires').map(({ row }) => row)
}

/** What requests say is known; what the cluster says beside it may come later. */
function isMeasured({ judgements }: Verdict): boolean {
  const ofRequests = judgements.filter(({ signal }) => ['errorRatio', 'availability', 'p95'].includes(signal))
  return ofRequests.length > 0 && ofRequests.every(({ result }) => result !== 'unknown')
}

/** Upper bounds of Istio's buckets, milliseconds (istio.io reference/config/metrics, of which Envoy's are the usual ones). */
const bounds = [0, 0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000]
/** Standard deviation of the logarithm of the latency of an image that nobody planned. */
const spread = 0.6

/** What a histogram says of the P95 of log-normal latencies: between two bounds it is drawn as a straight line. */
function seenP95(medianMs: number): number {
  const below = (ms: number): number => {
    const x = Math.log(ms / medianMs) / spread
    // The normal distribution, to a few parts in ten thousand.
    return ms === 0 ? 0 : 1 / (1 + Math.exp(-(1.5976 * x + 0.07056 * x ** 3)))
  }
  const index = bounds.findIndex((bound) => below(bound) >= 0.95)
  const [from = 0, to = 0] = [bounds[index - 1], bounds[index]]
  return from + ((0.95 - below(from)) / (below(to) - below(from))) * (to - from)
}

/** The median of which a histogram says such a P95. */
function medianFor(p95: number): number {
  let median = 1
  while (seenP95(median) < p95) median *= 1.01
  return median
}

/** The verdict once exactly these rows fire, for half a minute: no other one joins them. */
async function fires(...rows: readonly string[]): Promise<Verdict> {
  let since = 0
  let last = ''
  const found = feeds.until(`${rows.join(', ') || 'no row'} to fire`, patienceMs, ({ verdict }) => {
    last =
      verdict === null
        ? ''
        : JSON.stringify(verdict.judgements.map(({ row, result, evidence }) => [row, result, evidence]))
    if (verdict === null || !isMeasured(verdict) || firing(verdict).toSorted().join() !== rows.toSorted().join()) {
      since = 0
      return undefined
    }
    since ||= Date.parse(verdict.judgedAt)
    return Date.parse(verdict.judgedAt) - since >= 30_000 ? verdict : undefined
  })
  return found.catch((error: unknown) => {
    throw new Error(`${String(error)}; instead: ${last}`)
  })
}

it('rows fire for the release that breaks their limits, and no other row does', { timeout: 300_000 }, async () => {
  expect(await fires()).toMatchObject({ row: null, firstCrossedAt: null })
  const good = (await operator.read<Deployment>(path)).spec.template.spec.containers[0].image
  const repository = good.slice(0, good.lastIndexOf(':'))
  const normal = await feeds.until('what is normal', patienceMs, ({ service }) => {
    const p95 = service?.signals.find(({ id }) => id === 'p95')?.measure
    return p95?.state === 'known' ? p95.value : undefined
  })
  const slow = (times: number): string => `slow${medianFor(normal * times).toFixed(1)}`

  await release(`${repository}:1-bad3-${slow(2.5)}`)
  expect(await fires('errors-raised', 'availability-low', 'latency-raised')).toMatchObject({
    level: 'rollBack',
    row: 'availability-low'
  })
  // What was normal is taken from before the release that was bad.
  await release(`${repository}:2-bad0.4-${slow(6)}`)
  expect(await fires('availability-reduced', 'latency-high')).toMatchObject({
    level: 'rollBack',
    row: 'latency-high',
    disagreeing: ['availability-reduced']
  })
})
