import type { Run } from '../../contract/index.ts'
import { checkFor, type SeenCheck } from './check-for.ts'
import type { Progress } from './progress.ts'
import type { RunbookTask } from './schema.ts'

/** A task that a check has just ticked, or the tick that it takes back. */
export interface ProofTick {
  readonly taskId: string
  /** Id of the run that proved it. */
  readonly provedIn: string
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
    if (!check || tickFor(task, progress) || isNotWhatItAsks(task, progress)) return []
    return tickOf(task, run.id, check, progress.proved.has(check.name)) ?? []
  })
}

/** Done once for the whole incident, however many actions it takes. */
const ofIncident = new Set(['reportSaved', 'changesSeen'])

/** What the operator said of a task; undefined when nothing, or of an earlier action than the last that was approved. */
export function tickFor(task: RunbookTask, { ticks, saidBefore }: Progress) {
  const { id, action, provedBy } = task
  const isOfAction = action === 'plan' || (provedBy !== undefined && !ofIncident.has(provedBy))
  return isOfAction && saidBefore.has(id) ? undefined : ticks.get(id)
}

/** A task that plans is about what is good: a plan to what is known to be bad is not it, however well it went. */
export function isNotWhatItAsks({ action }: RunbookTask, { isToBad }: Progress): boolean {
  return action === 'plan' && isToBad
}

function tickOf(
  { id: taskId, title }: RunbookTask,
  provedIn: string,
  check: SeenCheck,
  isTicked: boolean
): ProofTick | null {
  const { name, status, evidence, observedAt } = check
  const about = { taskId, provedIn, check: name, observedAt }
  if (status === 'True' && !isTicked) return { ...about, state: 'done', text: `Done: ${title}. ${evidence}` }
  if (status === 'False' && isTicked)
    return { ...about, state: 'todo', text: `Not done any more: ${title}. ${evidence}` }
  return null
}
