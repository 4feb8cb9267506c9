import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ensureBuild } from '../../scripts/setup/build.mjs'
import { asFailure } from '../../src/contract/index.ts'
import { createKubeConnection, type OpenKubeConnection } from '../../src/main/connections/index.ts'
import { kubeconfigFor } from '../../src/main/connections/testing/tls-server.ts'
import type { KubeObject } from '../../src/main/ports/kube.ts'
import { kubePath } from '../../src/main/providers/kubernetes/kube-path.ts'
import {
  behindServiceProxy,
  createPrometheus,
  findPrometheus,
  throughPortForward,
  type Prometheus,
  type PrometheusSource
} from '../../src/main/providers/prometheus/index.ts'
import { startDrill, type Drill } from '../drill.ts'
import { asOperator, operatorCredentials } from '../operator.ts'
import { readTruth } from '../truth.ts'
import { faults, startFaultProxy, type Fault } from './fault-proxy.ts'

/** The change that everybody is to learn of, as an annotation of one Deployment. */
const changed = 'backout.test/changed'

/** One thing that a stream said, and when, real milliseconds. */
type Said =
  /** What is known is as of now, and has the change in it, or has not. */
  | { readonly kind: 'confirmed'; readonly atMs: number; readonly saidMs: number; readonly hasChange: boolean }
  | { readonly kind: 'failing'; readonly atMs: number; readonly code: string }

interface Subject {
  readonly namespace: string
  readonly deployment: string
  readonly pod: string
  readonly prometheus: { readonly namespace: string; readonly service: string; readonly port: string }
}

/** Follows one kind of stream until `abort`, and hands over whatever it says. */
type Follow = (connection: OpenKubeConnection, of: Subject, say: (said: Said) => void, abort: AbortSignal) => void

const deployments = (namespace: string) =>
  kubePath({ group: 'apps', version: 'v1', resource: 'deployments', namespace })

/** Asks again and again, a second after the last answer. */
function polled(ask: (connection: OpenKubeConnection, of: Subject, abort: AbortSignal) => Promise<boolean>): Follow {
  return (connection, of, say, abort) => {
    const next = async (): Promise<void> => {
      if (abort.aborted) return
      // An answer is at least as new as its question.
      const atMs = Date.now()
      try {
        const hasChange = await ask(connection, of, abort)
        say({ kind: 'confirmed', atMs, saidMs: Date.now(), hasChange })
      } catch (error) {
        if (!abort.aborted) say({ kind: 'failing', atMs: Date.now(), code: asFailure(error).code })
      }
      if (!abort.aborted) setTimeout(() => void next(), 1_000)
    }
    void next()
  }
}

const hasChange = (object: KubeObject | undefined): boolean => object?.metadata.annotations?.[changed] !== undefined

/** Reads a number as often as it is asked; what is kept open between two questions is kept. */
function measured(way: (connection: OpenKubeConnection, of: Subject) => PrometheusSource): Follow {
  const opened = new WeakMap<OpenKubeConnection, Prometheus>()
  return polled(async (connection, of, abort) => {
    const prometheus = opened.get(connection) ?? createPrometheus(way(connection, of))
    opened.set(connection, prometheus)
    const [sample] = await prometheus.query('count(istio_requests_total)', undefined, abort)
    if (sample?.value === undefined) throw new Error('no sample')
    return true
  })
}

const targetOf = ({ prometheus }: Subject) => ({ ...prometheus, scheme: 'http', foundBy: 'operator' }) as const

const streams: Readonly<Record<'list' | 'watch' | 'log' | 'prometheus' | 'port-forward', Follow>> = {
  list: polled(async ({ reader }, { namespace, deployment }, abort) => {
    const { items } = await reader.list(deployments(namespace), { tries: 2, abort })
    const found = items.find(({ metadata }) => metadata.name === deployment)
    // A list that has lost what is there would be a wrong green of its own.
    if (found === undefined) throw new Error('the list is not whole')
    return hasChange(found)
  }),
  watch(connection, { namespace, deployment }, say, abort) {
    let known = false
    connection.reader.watch(
      deployments(namespace),
      {},
      (event) => {
        const atMs = Date.now()
        if (event.type === 'failing') return say({ kind: 'failing', atMs, code: asFailure(event.error).code })
        if (event.type === 'resumed' || event.type === 'spoiled') return
        if (event.type === 'sync') known = hasChange(event.items.find(({ metadata }) => metadata.name === deployment))
        else if (event.type !== 'alive' && event.object.metadata.name === deployment) known = hasChange(event.object)
        say({ kind: 'confirmed', atMs, saidMs: atMs, hasChange: known })
      },
      abort
    )
  },
  log: polled(async ({ reader }, { namespace, pod }, abort) => {
    const path = kubePath({ group: '', version: 'v1', resource: 'pods', namespace, name: pod, subresource: 'log' })
    const { body } = await reader.raw(path, { query: { tailLines: '50' }, tries: 2, abort })
    // Its lines are of the app: what it says is whole or it is not.
    if (/<html/.test(body) || !body.endsWith('\n')) throw new Error('the log is not whole')
    return true
  }),
  prometheus: measured(({ reader }, of) => behindServiceProxy(reader, targetOf(of))),
  'port-forward': measured((connection, of) => throughPortForward(connection, targetOf(of)))
}

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

beforeAll(async () => {
  await ensureBuild()
  drill = await startDrill({ scenario: 'bad-deploy', seed: 5 })
  const credentials = await operatorCredentials(drill)
  upstream = { server: drill.server, ca: credentials.ca }
  token = credentials.token
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

interface Followed {
  readonly cell: Cell
  readonly inject: () => void
  readonly heal: () => void
  readonly end: () => Promise<void>
}

/** Each stream is followed through its own proxy, so that none is healed by another. */
async function follow(fault: Fault, stream: StreamName, until: AbortSignal): Promise<Followed> {
  const proxy = await startFaultProxy(upstream)
  const connection = await open(proxy.url, proxy.ca)
  const said: Said[] = []
  streams[stream](connection, subject, (one) => void said.push(one), until)
  return {
    cell: { fault, stream, said },
    inject: () => proxy.set(fault),
    heal: () => proxy.set('none'),
    end: async () => {
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
  // What was asked meanwhile may have been answered afterwards.
  const saidMs = (one: Said): number => (one.kind === 'confirmed' ? one.saidMs : one.atMs)
  const during = said.filter((one) => one.atMs > at.injectedMs && saidMs(one) < at.healedMs)
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
