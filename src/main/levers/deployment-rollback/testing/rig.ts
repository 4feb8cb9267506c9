import { randomUUID } from 'node:crypto'
import { onTestFinished } from 'vitest'
import type { EnvironmentView, Run } from '../../../../contract/index.ts'
import { actions } from '../../../actions/registry.ts'
import { createGates } from '../../../checks/gates.ts'
import { keepers } from '../../../checks/keepers.ts'
import { targetChecks } from '../../../checks/registry.ts'
import { startTlsServer } from '../../../connections/testing/tls-server.ts'
import type { Journal } from '../../../ports/journal.ts'
import type { ExecutorPorts } from '../../../execute/executor-ports.ts'
import { createExecutor } from '../../../execute/index.ts'
import type { ReadyPlan } from '../../../ports/lever.ts'
import type { Place } from '../../../ports/place.ts'
import { undoFacts, type Undo } from '../../../providers/kubernetes/undo-target.ts'
import { createRunIndex } from '../../../run/index.ts'
import { levers } from '../../registry.ts'
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
  readonly place?: Partial<Place>
  readonly ports?: Partial<ExecutorPorts>
}

/** An executor for the plans of a rig, and ways to wait for what its newest run becomes. */
export async function executorFor(
  { connection, clock }: Pick<Rig, 'connection' | 'clock'>,
  plans: readonly ReadyPlan[],
  options: ExecutorOptions = {}
) {
  const journal = options.ports?.journal ?? (await journalForTest())
  const waiting = new Set<(run: Run) => void>()
  const place = placeOf(connection, clock, options.place)
  const index = createRunIndex(journal, actions)
  onTestFinished(() => index.close())
  const executor = createExecutor({
    index,
    actions,
    levers,
    gates: createGates(targetChecks),
    keepers,
    operator: 'me',
    reservations: null,
    holder: 'me here',
    currentPlan(id) {
      const ready = plans.find(({ plan }) => plan.id === id)
      return ready ? { ...ready, place } : null
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
  return { executor, index, journal, place, current, settled: () => until(({ state }) => state === 'settled'), until }
}

export function kinds(journal: Journal): readonly string[] {
  return journal.records().map(({ kind }) => kind)
}

/** A rollback is one request. */
export function requestIn({ steps }: ReadyPlan) {
  const [step] = steps
  if (step?.kind !== 'do' || step.sends.kind !== 'fixed') throw new Error('no request')
  return step.sends.request
}

/** The request of a plan with another body. */
export function withBody(ready: ReadyPlan, body: string): ReadyPlan {
  const steps = ready.steps.map((step) =>
    step.kind === 'do' ? { ...step, sends: { kind: 'fixed' as const, request: { ...requestIn(ready), body } } } : step
  )
  return { ...ready, steps }
}

/** What the checks of a rollback are about. */
export function undoIn(ready: ReadyPlan): Undo {
  const [step] = ready.steps
  const facts = undoFacts.parse(step?.kind === 'do' ? step.facts : null)
  const uid = step?.kind === 'do' && step.target.api === 'kubernetes' ? step.target.uid : ''
  return { facts, request: requestIn(ready), uid }
}
