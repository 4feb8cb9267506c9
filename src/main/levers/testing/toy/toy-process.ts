import { randomUUID } from 'node:crypto'
import { onTestFinished } from 'vitest'
import type { Result, Run } from '../../../../contract/index.ts'
import type { ExecutorPorts, PlacedRun } from '../../../execute/executor-ports.ts'
import { createExecutor, type Executor } from '../../../execute/index.ts'
import type { Journal } from '../../../ports/journal.ts'
import type { ReadyPlan } from '../../../ports/lever.ts'
import { createRunIndex, type RunIndex } from '../../../run/index.ts'
import { approvalOf, freshJournal } from '../../deployment-rollback/testing/stage.ts'
import { toyPorts, type ToyStage } from './toy-stage.ts'

/** An executor over the toy, as one process has it. */
export interface ToyProcess {
  readonly executor: Executor
  readonly journal: Journal
  readonly index: RunIndex
  readonly approve: (ready: ReadyPlan) => Promise<Result<{ readonly runId: string }>>
  /** The newest run once it is so. */
  readonly until: (is: (run: Run) => boolean) => Promise<Run>
  readonly settled: () => Promise<Run>
}

export async function toyProcess(
  stage: Pick<ToyStage, 'place'>,
  plans: readonly ReadyPlan[],
  change: Partial<ExecutorPorts> = {}
): Promise<ToyProcess> {
  const journal = change.journal ?? (await ownJournal())
  const index = createRunIndex(journal, toyPorts.actions)
  const waiting = new Set<(placed: PlacedRun) => void>()
  const executor = createExecutor({
    ...toyPorts,
    index,
    operator: 'me',
    reservations: null,
    holder: 'me here',
    currentPlan(id) {
      const ready = plans.find(({ plan }) => plan.id === id)
      return ready ? { ...ready, place: stage.place } : null
    },
    onRun(placed) {
      for (const tell of waiting) tell(placed)
    },
    newId: randomUUID,
    timeoutMs: 1_000,
    ...change,
    journal
  })
  onTestFinished(() => {
    executor.end('the test is over')
    index.close()
  })
  const until = (is: (run: Run) => boolean): Promise<Run> =>
    new Promise((resolve) => {
      const tell = (): void => {
        const run = executor.runs().at(-1)?.run
        if (!run || !is(run)) return
        waiting.delete(tell)
        resolve(run)
      }
      waiting.add(tell)
      tell()
    })
  return {
    executor,
    journal,
    index,
    approve: (ready) => executor.approve(approvalOf(ready)),
    until,
    settled: () => until(({ state }) => state === 'settled')
  }
}

async function ownJournal(): Promise<Journal> {
  const { journal, close } = await freshJournal()
  onTestFinished(close)
  return journal
}

/** The state of each line of a run, by its id. */
export function states({ steps }: Run): Readonly<Record<string, string>> {
  return Object.fromEntries(steps.map(({ id, state }) => [id, state]))
}
