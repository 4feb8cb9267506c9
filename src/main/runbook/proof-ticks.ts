import type { Run } from '../../contract/index.ts'
import { checkFor, type SeenCheck } from './check-for.ts'
import type { Progress } from './progress.ts'
import type { RunbookTask } from './schema.ts'

/** A task that a check has just ticked, or the tick that it takes back. */
export interface ProofTick {
  readonly taskId: string
  /** Name of the check. */
  readonly check: string
  readonly state: 'done' | 'todo'
  readonly observedAt: string
  readonly text: string
}

/**
 * What has to be written down of a run in view, so that a tick outlives it, with the time at which it was true first. What
 * the operator said of a task wins, and a check that cannot tell takes nothing back.
 */
export function proofTicks(tasks: readonly RunbookTask[], progress: Progress, run: Run | null): readonly ProofTick[] {
  if (!run || run.id !== progress.runId) return []
  return tasks.flatMap((task) => {
    const check = checkFor(task.provedBy, run)
    if (!check || progress.ticks.has(task.id) || isNotWhatItAsks(task, progress)) return []
    return tickOf(task, check, progress.proved.has(check.name)) ?? []
  })
}

/** A task that plans is about what is good: a plan to what is known to be bad is not it, however well it went. */
export function isNotWhatItAsks({ action }: RunbookTask, { isToBad }: Progress): boolean {
  return action === 'plan' && isToBad
}

function tickOf({ id: taskId, title }: RunbookTask, check: SeenCheck, isTicked: boolean): ProofTick | null {
  const { name, status, evidence, observedAt } = check
  const about = { taskId, check: name, observedAt }
  if (status === 'True' && !isTicked) return { ...about, state: 'done', text: `Done: ${title}. ${evidence}` }
  if (status === 'False' && isTicked)
    return { ...about, state: 'todo', text: `Not done any more: ${title}. ${evidence}` }
  return null
}
