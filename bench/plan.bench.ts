import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { parse } from 'yaml'
import { startDrill, type Drill } from '../e2e/drill.ts'
import { ensureKubectl, hasGo, kubectlVersions } from '../e2e/kubectl/ensure-kubectl.mjs'
import type { ClockView, ServiceRef } from '../src/contract/index.ts'
import { createKubeConnection, type OpenKubeConnection } from '../src/main/connections/index.ts'
import { createClock } from '../src/main/lib/clock.ts'
import { kubePath } from '../src/main/providers/kubernetes/kube-path.ts'
import { planRollback } from '../src/main/levers/deployment-rollback/plan-rollback.ts'
import { readyPlan } from '../src/main/plan/ready-plan.ts'
import type { Clock } from '../src/main/ports/clock.ts'
import type { KubeObject } from '../src/main/ports/kube.ts'
import { createPastErrors, createPrometheus, findPrometheus } from '../src/main/providers/prometheus/index.ts'
import { gatherStandings } from '../src/main/standing/index.ts'
import { revisionOf } from './drill-service.ts'
import { median, type BenchContext, type Finding, type Measure } from './measure.ts'

const REVISIONS = 200
const ROUNDS = 15
const run = promisify(execFile)

/**
 * A plan as the console makes it on its open connection (what speaks for each revision from Prometheus, reads, guards, drift,
 * dry run) beside kubectl's dry run of the same undo, from its start to its end, both against one drill in a process of
 * its own.
 */
async function planBesideKubectl({ say }: BenchContext): Promise<Finding> {
  if (!hasGo()) return { unavailable: 'kubectl is built from its Go module, and Go is not installed' }
  const version = kubectlVersions().at(-1) ?? ''
  const kubectl = await ensureKubectl(version)
  const drill = await startDrill({ scenario: 'healthy', speed: 20 })
  const home = await mkdtemp(join(tmpdir(), 'backout-bench-'))
  const clock = createClock(drill.clock as ClockView)
  let connection: OpenKubeConnection | undefined
  try {
    connection = await connect(drill, clock)
    const ref = await busiest(connection)
    const newest = await release(connection, ref)
    const toRevision = newest - 1
    const found = await findPrometheus(connection.reader, { preferNamespace: ref.namespace, now: () => clock.now() })
    if (found.state !== 'value') throw new Error(`the drill has no Prometheus: ${found.state}`)
    const prometheus = createPrometheus(found.value)
    const plan = async (opened: OpenKubeConnection): Promise<void> => {
      const { deployment, replicaSets } = await observed(opened, ref)
      const startedAt = performance.now()
      const standings = await gatherStandings({
        ref,
        deployment,
        replicaSets,
        prometheus,
        pastErrors: createPastErrors(prometheus),
        windowSeconds: (await prometheus.window(ref.namespace)).seconds,
        limits: { errorRatio: 0.01, availability: 0.999, latencyTimesNormal: 2, fewRequests: 20 },
        recorded: () => [],
        clock
      })
      const result = await planRollback({
        environment: { id: 'bench', name: 'bench', kind: 'production', insecure: false },
        connection: opened,
        ref,
        ownership: { state: 'known', owners: [] },
        standings,
        revision: toRevision,
        pods: [],
        reader: opened.reader,
        clock,
        newId: randomUUID
      })
      if (result.kind !== 'plan') throw new Error(`no plan: ${JSON.stringify(result)}`)
      const { plan: made } = readyPlan(result.planned, result.isChosen, opened.identity)
      ours.push(performance.now() - startedAt)
      if (made.preview.status !== 'accepted') throw new Error(`no plan: ${made.preview.text}`)
    }
    const undo = async (): Promise<void> => {
      const startedAt = performance.now()
      const place = ['--kubeconfig', drill.kubeconfig, '--context', 'operator', '-n', ref.namespace]
      const args = ['rollout', 'undo', `deployment/${ref.name}`, `--to-revision=${toRevision}`, '--dry-run=server']
      const { stdout } = await run(kubectl, [...place, ...args], { env: { PATH: '', HOME: home } })
      theirs.push(performance.now() - startedAt)
      if (!stdout.includes('rolled back (server dry run)')) throw new Error(`kubectl said: ${stdout}`)
    }
    const ours: number[] = []
    const theirs: number[] = []
    for (let round = 0; round <= ROUNDS; round += 1) {
      await undo()
      await plan(connection)
    }
    // The first round fills kubectl's cache of what the server serves.
    const [value, baseline] = [median(ours.slice(1)), median(theirs.slice(1))]
    const { count, milliseconds } = await bareStart(kubectl, home)
    say(`${newest} revisions; kubectl ${version}, of whose time ${milliseconds} ms is its start (median of ${count})`)
    return { value, baseline }
  } finally {
    connection?.close()
    await drill.stop()
    await rm(home, { recursive: true, force: true })
  }
}

/** Its kubeconfig as JSON, which is YAML too: the loader of the measures is gone once they run, and with it lazy imports. */
async function connect(drill: Drill, clock: Clock): Promise<OpenKubeConnection> {
  return createKubeConnection({
    kubeconfig: JSON.stringify(parse(await readFile(drill.kubeconfig, 'utf8'))),
    context: 'operator',
    environmentName: 'bench',
    version: '0.1.0',
    env: {},
    clock,
    approvals: { isApproved: () => false, isProxyApproved: () => false }
  })
}

async function bareStart(kubectl: string, home: string) {
  const starts: number[] = []
  for (let count = 0; count < 5; count += 1) {
    const startedAt = performance.now()
    await run(kubectl, ['version', '--client'], { env: { PATH: '', HOME: home } })
    starts.push(performance.now() - startedAt)
  }
  return { count: starts.length, milliseconds: Math.round(median(starts)) }
}

const apps = { group: 'apps', version: 'v1' }

/** The Deployment with the most revisions of all that the drill has. */
async function busiest({ reader }: OpenKubeConnection): Promise<ServiceRef> {
  const { items } = await reader.list(kubePath({ ...apps, resource: 'deployments' }))
  const [first] = items.toSorted((a, b) => revisionOf(b) - revisionOf(a))
  if (!first?.metadata.namespace) throw new Error('the drill has no Deployment')
  return { namespace: first.metadata.namespace, name: first.metadata.name }
}

/** Releases until there are enough revisions, each with a template of its own. Returns the newest. */
async function release({ reader, writer }: OpenKubeConnection, ref: ServiceRef): Promise<number> {
  const path = kubePath({ ...apps, resource: 'deployments', ...ref })
  const abort = new AbortController().signal
  let newest = revisionOf(await reader.get(path))
  while (newest < REVISIONS) {
    const body = JSON.stringify({
      spec: {
        revisionHistoryLimit: REVISIONS,
        template: { metadata: { annotations: { 'bench/release': String(newest + 1) } } }
      }
    })
    const request = { method: 'PATCH', path, query: {}, contentType: 'application/merge-patch+json', body } as const
    const { status } = await writer.send(request, { attemptId: randomUUID(), abort })
    if (status !== 200) throw new Error(`the release was answered ${status}`)
    // The controller numbers one template after the other only if it sees each of them.
    const before = newest
    while (newest === before) {
      await delay(5)
      newest = revisionOf(await reader.get(path))
    }
  }
  return newest
}

async function observed({ reader }: OpenKubeConnection, ref: ServiceRef) {
  const deployment = await reader.get(kubePath({ ...apps, resource: 'deployments', ...ref }))
  const { items } = await reader.list(kubePath({ ...apps, resource: 'replicasets', namespace: ref.namespace }))
  const isOwned = ({ metadata }: KubeObject): boolean =>
    metadata.ownerReferences?.some(({ uid }) => uid === deployment.metadata.uid) ?? false
  return { deployment, replicaSets: items.filter(isOwned) }
}

export const measures: readonly Measure[] = [
  { name: 'plan-200-revisions', unit: 'ms', goal: 1, run: planBesideKubectl }
]
