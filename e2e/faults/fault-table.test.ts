import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { parse } from 'yaml'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ensureBuild } from '../../scripts/setup/build.mjs'
import { createKubeConnection } from '../../src/main/connections/index.ts'
import { kubeconfigFor } from '../../src/main/connections/testing/tls-server.ts'
import { findPrometheus } from '../../src/main/providers/prometheus/index.ts'
import { startDrill, type Drill } from '../drill.ts'
import { asOperator } from '../operator.ts'
import { readTruth } from '../truth.ts'
import { faults, startFaultProxy, type Fault } from './fault-proxy.ts'
import { changed, streams, type Said, type Subject } from './streams.ts'

type StreamName = keyof typeof streams

/** How long a fault lasts, and how long after it everybody has to know the truth again, real milliseconds. */
const lastsMs = 16_000
const healsWithinMs = 45_000
/**
 * Within which a stream has to say that nothing is confirmed any more, unless the fault lets everything through. One that is
 * asked again and again may also keep its peace: what confirms nothing has an age that grows.
 */
const saysWithinMs = 14_000
/** What lets everything through, if late, or with a strange date. */
const harmless: ReadonlySet<Fault> = new Set(['none', 'latency', 'skewed'])
/** What a request on a new connection never meets. */
const onlyForStreams: ReadonlySet<Fault> = new Set(['halfOpen'])
/** What has no end of its own that could be missing: a log that ends early and says that it is whole looks whole. */
const undetectable: ReadonlySet<string> = new Set(['log truncated'])

let drill: Drill
let subject: Subject
let upstream: { readonly server: string; readonly ca: string }
let token: string

interface Kubeconfig {
  readonly clusters: readonly [{ readonly cluster: { readonly 'certificate-authority-data': string } }]
  readonly users: readonly { readonly name: string; readonly user: { readonly token: string } }[]
}

beforeAll(async () => {
  await ensureBuild()
  drill = await startDrill({ scenario: 'bad-deploy', seed: 5 })
  const { clusters, users } = parse(await readFile(drill.kubeconfig, 'utf8')) as Kubeconfig
  upstream = {
    server: drill.server,
    ca: Buffer.from(clusters[0].cluster['certificate-authority-data'], 'base64').toString('utf8')
  }
  token = users.find(({ name }) => name === 'operator')?.user.token ?? ''
  const { namespace, deployment } = await readTruth(drill)
  const operator = await asOperator(drill)
  interface Pods {
    readonly items: readonly {
      readonly metadata: { readonly name: string }
      readonly status: { readonly phase: string }
    }[]
  }
  const { items } = await operator.read<Pods>(`/api/v1/namespaces/${namespace}/pods`)
  const pod = items.find(({ status }) => status.phase === 'Running')?.metadata.name ?? ''
  const connection = await open(upstream.server, upstream.ca)
  const found = await findPrometheus(connection.reader)
  connection.close()
  if (found.state !== 'value' || 'url' in found.value.target) throw new Error('the drill has no Prometheus')
  subject = { namespace, deployment, pod, prometheus: found.value.target }
}, 120_000)

afterAll(() => drill?.stop())

function open(url: string, ca: string) {
  return createKubeConnection({
    kubeconfig: kubeconfigFor({ url, ca }, { token }),
    context: 'test',
    environmentName: 'faults',
    version: '0.1.0',
    env: {},
    approvals: { isApproved: () => false, isProxyApproved: () => false }
  })
}

interface Cell {
  readonly fault: Fault
  readonly stream: StreamName
  readonly said: readonly Said[]
}

/** Each stream is followed through its own proxy, so that none is healed by another. */
async function follow(
  fault: Fault,
  stream: StreamName,
  until: AbortSignal
): Promise<{ cell: Cell; inject(): void; heal(): void; end(): Promise<void> }> {
  const proxy = await startFaultProxy(upstream)
  const connection = await open(proxy.url, proxy.ca)
  const said: Said[] = []
  streams[stream](connection, subject, (one) => void said.push(one), until)
  return {
    cell: { fault, stream, said },
    inject: () => proxy.set(fault),
    heal: () => proxy.set('none'),
    async end() {
      connection.close()
      await proxy.close()
    }
  }
}

it('says of no stream that it is well while it is not, and heals each', async () => {
  const ending = new AbortController()
  const names = Object.keys(streams) as readonly StreamName[]
  const followed = await Promise.all(
    faults.flatMap((fault) => names.map((stream) => follow(fault, stream, ending.signal)))
  )
  await expect
    .poll(() => followed.filter(({ cell }) => !cell.said.some(({ kind }) => kind === 'confirmed')).length, {
      timeout: 30_000
    })
    .toBe(0)

  for (const { inject } of followed) inject()
  const injectedMs = Date.now()
  const operator = await asOperator(drill)
  const path = `/apis/apps/v1/namespaces/${subject.namespace}/deployments/${subject.deployment}`
  await operator.merge(path, { metadata: { annotations: { [changed]: 'yes' } } })
  const changedMs = Date.now()
  await delay(lastsMs)
  for (const { heal } of followed) heal()
  const healedMs = Date.now()
  const isHealed = ({ said }: Cell): boolean =>
    said.some((one) => one.kind === 'confirmed' && one.atMs > healedMs && one.hasChange)
  await expect
    .poll(() => followed.filter(({ cell }) => !isHealed(cell)).map(({ cell }) => `${cell.fault} ${cell.stream}`), {
      timeout: healsWithinMs,
      interval: 500
    })
    .toEqual([])
  ending.abort()

  const rows = followed.map(({ cell }) => judge(cell, { injectedMs, changedMs, healedMs }))
  console.log(table(rows))
  expect(
    rows.filter(({ wrong }) => wrong).map(({ name }) => name),
    'wrong greens'
  ).toEqual([])
  expect(
    rows.filter(({ silent }) => silent).map(({ name }) => name),
    'not said in time'
  ).toEqual([])
  await Promise.all(followed.map(({ end }) => end()))
}, 180_000)

interface Row {
  readonly name: string
  readonly fault: Fault
  readonly stream: StreamName
  readonly text: string
  readonly wrong: boolean
  readonly silent: boolean
}

function judge({ fault, stream, said }: Cell, at: { injectedMs: number; changedMs: number; healedMs: number }): Row {
  const name = `${stream} ${fault}`
  const during = said.filter(({ atMs }) => atMs > at.injectedMs && atMs < at.healedMs)
  const failing = during.find(({ kind }) => kind === 'failing')
  // What comes late was true when it was sent.
  const lateMs = fault === 'latency' ? 5_000 : 500
  const wrong = said.some((one) => one.kind === 'confirmed' && !one.hasChange && one.atMs > at.changedMs + lateMs)
  const worked = during.some((one) => one.kind === 'confirmed' && one.hasChange)
  const mayWork = harmless.has(fault) || onlyForStreams.has(fault) || undetectable.has(name)
  const quiet = stream !== 'watch' && !during.some(({ kind }) => kind === 'confirmed')
  const silent = !mayWork && !quiet && (failing === undefined || failing.atMs - at.injectedMs > saysWithinMs)
  const healed = said.find((one) => one.kind === 'confirmed' && one.atMs > at.healedMs && one.hasChange)
  const text =
    failing?.kind === 'failing'
      ? `${failing.code} after ${seconds(failing.atMs - at.injectedMs)}, well ${seconds((healed?.atMs ?? 0) - at.healedMs)} later`
      : worked
        ? 'goes on'
        : `nothing confirmed; well ${seconds((healed?.atMs ?? 0) - at.healedMs)} later`
  return { name, fault, stream, text, wrong, silent }
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`
}

function table(rows: readonly Row[]): string {
  const names = Object.keys(streams)
  const lines = faults.map((fault) => [
    fault,
    ...names.map((stream) => rows.find((row) => row.fault === fault && row.stream === stream)?.text ?? '')
  ])
  return [['fault', ...names], ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
