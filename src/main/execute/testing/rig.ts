import { randomUUID } from 'node:crypto'
import { onTestFinished } from 'vitest'
import type { EnvironmentView, Plan, Run } from '../../../contract/index.ts'
import { startTlsServer } from '../../connections/testing/tls-server.ts'
import type { Journal } from '../../ports/journal.ts'
import { createExecutor, type ExecutorPorts, type RunPlace } from '../index.ts'
import { FakeCluster } from './fake-cluster.ts'
import { answerAs, connectTo, fastClock, freshJournal, placeOf, planFor, type Answering } from './stage.ts'

export interface RigOptions {
  readonly kind?: EnvironmentView['kind']
  /** Answers in the cluster's place when it says so. */
  readonly answering?: (cluster: FakeCluster) => Answering
}

/** A fake cluster behind HTTPS and a connection to it; the test's end takes them away. */
export async function rig({ kind = 'staging', answering }: RigOptions = {}) {
  const cluster = new FakeCluster()
  const answersItself = answering?.(cluster)
  const server = await startTlsServer((request, response, body) => {
    if (!answersItself?.(request, response, body)) answerAs(cluster, request, response, body)
  })
  onTestFinished(() => server.close())
  const clock = fastClock()
  const connection = await connectTo(server, clock)
  onTestFinished(() => connection.close())
  return { cluster, server, clock, connection, plan: (revision: number) => planFor(connection, clock, kind, revision) }
}

export type Rig = Awaited<ReturnType<typeof rig>>

export async function journalForTest(): Promise<Journal> {
  const { journal, close } = await freshJournal()
  onTestFinished(close)
  return journal
}

export interface ExecutorOptions {
  readonly place?: Partial<RunPlace>
  readonly ports?: Partial<ExecutorPorts>
}

/** An executor for the plans of a rig, and ways to wait for what its newest run becomes. */
export async function executorFor({ connection, clock }: Rig, plans: readonly Plan[], options: ExecutorOptions = {}) {
  const journal = options.ports?.journal ?? (await journalForTest())
  const waiting = new Set<(run: Run) => void>()
  const place = placeOf(connection, clock, options.place)
  const executor = createExecutor({
    operator: 'me',
    currentPlan(id) {
      const plan = plans.find((one) => one.id === id)
      return plan ? { plan, place } : null
    },
    onRun: ({ run }) => waiting.forEach((tell) => tell(run)),
    newId: randomUUID,
    timeoutMs: 1_500,
    ...options.ports,
    journal
  })
  onTestFinished(() => executor.end('the test is over'))
  const current = (): Run | undefined => executor.runs().at(-1)?.run
  const until = (is: (run: Run) => boolean): Promise<Run> =>
    new Promise((resolve) => {
      const tell = (run: Run): void => {
        if (!is(run)) return
        waiting.delete(tell)
        resolve(run)
      }
      waiting.add(tell)
      const now = current()
      if (now) tell(now)
    })
  return { executor, journal, place, current, settled: () => until(({ state }) => state === 'settled'), until }
}

export function kinds(journal: Journal): readonly string[] {
  return journal.records().map(({ kind }) => kind)
}
