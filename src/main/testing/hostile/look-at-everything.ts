import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Observed } from '../../../contract/index.ts'
import { FailureError, lastValue } from '../../../contract/index.ts'
import type { OpenKubeConnection } from '../../connections/index.ts'
import { judge, limitsOf, readMatrix } from '../../decision/index.ts'
import { planRollback } from '../../levers/deployment-rollback/plan-rollback.ts'
import { createClock } from '../../lib/clock.ts'
import { readEvents } from '../../pod-output/read-events.ts'
import { chooseSources } from '../../pod-output/choose-sources.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { kubePath } from '../../providers/kubernetes/kube-path.ts'
import { gatherStandings } from '../../standing/index.ts'
import { buildServiceView } from '../../status/build-service-view.ts'
import { serviceRows } from '../../status/service-rows.ts'

const clock = createClock(null)
const ref = { namespace: 'shop', name: 'checkout' }
const matrixFile = join(import.meta.dirname, '../../../../resources/matrices/default.json')
const read = readMatrix(readFileSync(matrixFile, 'utf8'), matrixFile)
if (!read.ok) throw new Error(read.failure.message)
const matrix = read.value

/** What is made of a cluster's answers: failures of reading, and every text that would be shown. */
export interface Looked {
  /** Why lists were not used, by resource. */
  readonly refused: ReadonlyMap<string, string>
  /** All that would reach the window, as one text. */
  readonly shown: string
}

/** Reads each list once, and makes of them everything that the console makes: rows, view, verdict, standings, plan, events. */
export async function lookAtEverything(connection: OpenKubeConnection): Promise<Looked> {
  const refused = new Map<string, string>()
  const observe = async (group: string, resource: string): Promise<Observed<readonly KubeObject[]>> => {
    const path = kubePath({ group, version: 'v1', resource, namespace: 'shop' })
    try {
      const { items } = await connection.reader.list(path, { tries: 1 })
      return { state: 'value', value: items, observedAt: clock.now().toISOString() }
    } catch (error) {
      if (!(error instanceof FailureError)) throw error
      refused.set(resource, error.failure.message)
      return { state: 'unreachable', failure: error.failure, sinceAt: clock.now().toISOString() }
    }
  }
  const [deployments, replicaSets, pods] = await Promise.all([
    observe('apps', 'deployments'),
    observe('apps', 'replicasets'),
    observe('', 'pods')
  ])
  const claims = { canaries: none, rollouts: none }
  const rows = serviceRows({
    deployments: lastValue(deployments) ?? [],
    replicaSets: lastValue(replicaSets),
    pods: lastValue(pods),
    claims,
    readings: new Map(),
    missing: notMeasured,
    lastReadings: null,
    normalP95: () => notMeasured,
    crossing: () => null,
    isOfBefore: () => false,
    pastErrors: new Map(),
    now: clock.now()
  })
  const [deployment] = lastValue(deployments) ?? []
  const made = deployment ? await lookAtService(connection, deployment, { replicaSets, pods }) : null
  return { refused, shown: JSON.stringify({ rows, made }) }
}

const none: Observed<readonly KubeObject[]> = { state: 'value', value: [], observedAt: clock.now().toISOString() }
const notMeasured = { state: 'unknown', why: 'noPrometheus', detail: 'none' } as const

async function lookAtService(
  connection: OpenKubeConnection,
  deployment: KubeObject,
  { replicaSets, pods }: Readonly<Record<'replicaSets' | 'pods', Observed<readonly KubeObject[]>>>
) {
  const observation = {
    deployment: { state: 'value', value: deployment, observedAt: clock.now().toISOString() },
    replicaSets,
    pods,
    canaries: none,
    rollouts: none,
    objects: new Map(),
    requests: { state: 'absent', reason: 'none', observedAt: clock.now().toISOString() },
    signals: [],
    normalAt: null,
    prometheus: { state: 'absent', reason: 'none', observedAt: clock.now().toISOString() }
  } as const
  const view = buildServiceView(ref, observation, clock.now())
  const verdict = judge({ ref, signals: view.signals, deployment: view.deployment, matrix, now: clock.now() })
  const standings = await gatherStandings({
    ref,
    deployment,
    replicaSets: lastValue(replicaSets) ?? [],
    prometheus: null,
    pastErrors: null,
    windowSeconds: 60,
    recorded: () => [],
    clock,
    limits: limitsOf(matrix)
  })
  const place = { context: 'test', ref }
  const sources = chooseSources(lastValue(view.pods) ?? [], lastValue(pods) ?? [], place)
  const { reader } = connection
  const events = await readEvents(['checkout'], place, reader, { abort: new AbortController().signal, isLogged: false })
    .then((found) => ({ found }))
    .catch((error: unknown) => {
      if (!(error instanceof FailureError)) throw error
      return { failure: error.failure }
    })
  const revisions = (lastValue(view.revisions) ?? []).filter(({ isCurrent }) => !isCurrent)
  const plan = await planRollback({
    environment: {
      id: 'here',
      name: 'here',
      kind: 'production',
      insecure: false
    },
    connection,
    ref,
    ownership: { state: 'known', owners: [] },
    standings,
    ...(revisions[0] ? { revision: revisions[0].revision } : {}),
    pods: lastValue(pods) ?? [],
    reader,
    clock,
    newId: () => 'id'
  })
  return { view, verdict, standings, sources, events, plan }
}
