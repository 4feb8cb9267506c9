import type { ChecklistView, LeverView, Plan, Run, TaskView, Verdict, WatchView } from '../../contract/index.ts'
import { unsentOf } from '../../contract/half-way.ts'
import { formatDuration } from '../../contract/words/format-duration.ts'
import { checkFor } from './check-for.ts'
import { fillCommands, type PlaceholderValues } from './fill-commands.ts'
import type { Progress } from './progress.ts'
import { isNotWhatItAsks, tickFor } from './proof-ticks.ts'
import type { Runbook, RunbookTask } from './schema.ts'

export interface ReadOut {
  readonly plannedAt: string | null
  readonly isKnown: boolean
  /** What was planned last by a lever of this procedure, with when, ISO; null for nothing. */
  readonly lines: { readonly text: string; readonly plannedAt: string } | null
}

/** What the console knows while the checklist is read. */
export interface LiveFacts {
  readonly verdict: Verdict | null
  readonly plan: Plan | null
  /** How the rollback stands; null before anything is known of it. */
  readonly lever: LeverView['state'] | null
  readonly run: Run | null
  /** Over what that run proved; null while nothing is watched. */
  readonly watch: WatchView | null
  /** ISO time. */
  readonly now: string
  /** The incident is an earlier one: what was not watched then cannot be any more. */
  readonly isOver: boolean
  /** Set while nothing can be planned, and commands are read out: when their revision was planned, if it was, ISO. */
  readonly readOut: ReadOut | null
}

export interface ChecklistInput {
  readonly runbook: Runbook
  readonly progress: Progress
  readonly values: PlaceholderValues
  readonly live: LiveFacts
}

/** The checklist as it is shown; the first open task is the current one. */
export function checklistView({ runbook, progress, values, live }: ChecklistInput): ChecklistView {
  const isDone = (task: RunbookTask): boolean => doneOf(task, progress, live.run) !== null
  const shown = runbook.tasks.filter((task) => !live.isOver || task.action !== 'watch' || isDone(task))
  const current = shown.find((task) => !isDone(task))
  const tasks = shown.map((task): TaskView => {
    const done = doneOf(task, progress, live.run)
    const own = fillCommands(task.commands, values)
    const planned = own.length === 0 && task.action === 'plan' && !live.run ? live.readOut?.lines : null
    return {
      id: task.id,
      phase: task.phase,
      title: task.title,
      help: task.help,
      commands: planned ? [planned.text] : own,
      action: task.action,
      state: done ? done.state : task === current ? 'now' : 'todo',
      doneAt: done?.at ?? null,
      notes: [...(progress.notes.get(task.id) ?? [])],
      hint: done ? done.says : hintOf(task, own, live, progress)
    }
  })
  const count = tasks.filter(({ doneAt }) => doneAt !== null).length
  const progressText = `${count} of ${tasks.length} done`
  return {
    runbook: runbook.id,
    title: runbook.title,
    subtitle: runbook.subtitle ? `${runbook.subtitle}, ${progressText}` : progressText,
    tasks,
    update: progress.update,
    problems: []
  }
}

/**
 * What the operator said of a task wins. Otherwise a check that came out True has done it, since the first time that it
 * did, or somebody's word where it was not measured; one that is False now has not.
 */
function doneOf(
  task: RunbookTask,
  progress: Progress,
  run: Run | null
): { readonly state: 'done' | 'doneElsewhere'; readonly at: string; readonly says: string } | null {
  const tick = tickFor(task, progress)
  if (tick) return tick.state === 'todo' ? null : { state: tick.state, at: tick.at, says: '' }
  if (task.provedBy === undefined || isNotWhatItAsks(task, progress)) return null
  if (task.provedBy === 'watchHeld') {
    return progress.watchHeldAt === null ? null : { state: 'done', at: progress.watchHeldAt, says: '' }
  }
  if (task.provedBy === 'reportSaved') {
    return progress.reportSavedAt === null ? null : { state: 'done', at: progress.reportSavedAt, says: '' }
  }
  if (task.provedBy === 'changesSeen') {
    return progress.changesSeenAt === null ? null : { state: 'done', at: progress.changesSeenAt, says: '' }
  }
  // The run that is shown is another one for a moment after an approval.
  const isLast = progress.runId === null || run?.id === progress.runId
  const seen = isLast ? checkFor(task.provedBy, run) : undefined
  if (seen?.status === 'False') return null
  const at = progress.proved.get(task.provedBy) ?? (seen?.status === 'True' ? seen.observedAt : undefined)
  if (at !== undefined) return { state: 'done', at, says: '' }
  const { attested, refuted } = progress
  if (attested === null || refuted.has(task.provedBy)) return null
  return { state: 'done', at: attested.at, says: `vouched for by ${attested.by}, not measured` }
}

const leverHints: Readonly<Record<LeverView['state'], string>> = {
  recommended: '',
  possible: '',
  needsChoice: 'Waiting for your choice of a revision',
  refused: 'Refused',
  notNeeded: 'Not needed',
  planning: 'Being planned',
  failed: 'No plan: read the command out'
}

function hintOf(
  { action }: RunbookTask,
  commands: readonly string[],
  { plan, lever, run, watch, now, readOut }: LiveFacts,
  progress: Progress
): string {
  if (action === 'plan') {
    // In its own words: it is not what the task asks for.
    if (run && progress.isToBad)
      return `${run.state === 'settled' ? settledHint(run) : 'Running'}: ${run.words.title}, known to be bad`
    if (run?.state === 'settled') return settledHint(run)
    if (run?.unanswered) return `Waiting for ${run.unanswered.who ?? 'the API server'}, which does not answer`
    if (run) return 'Running'
    // By its own name: it may be another way than the task's.
    if (plan) return plan.blocked ? 'Plan is blocked' : `Plan ready, waiting for approval: ${plan.words.title}`
    return readOut ? readOutHint(commands, readOut, now) : lever === null ? '' : leverHints[lever]
  }
  if (action === 'watch' && watch) return watch.said
  const watchUntil = run ? run.watchUntil : progress.watchUntil
  if (action === 'watch' && watchUntil) {
    const leftMs = Date.parse(watchUntil) - Date.parse(now)
    return leftMs > 0 ? `${formatDuration(leftMs)} left` : 'The time is over'
  }
  return ''
}

function readOutHint(commands: readonly string[], { plannedAt, isKnown, lines }: ReadOut, now: string): string {
  const ago = (at: string): string => formatDuration(Math.max(0, Date.parse(now) - Date.parse(at)))
  // A step without a command of its own is read out as it was planned.
  if (commands.length === 0)
    return lines
      ? `Read out what was planned ${ago(lines.plannedAt)} ago`
      : 'Nothing was planned before; nothing can be now'
  if (plannedAt !== null) return `Read the command out: planned ${ago(plannedAt)} ago`
  return isKnown ? 'Read the command out' : 'Read the command out, and fill in the revision'
}

function settledHint(run: Run): string {
  const { proved, attested, outcome, attempts, failure, overtaken } = run
  if (proved) return 'Done and proved'
  if (attested) return `Vouched for by ${attested.by}`
  if (attempts.some(({ appliedLateAt }) => appliedLateAt !== undefined)) return 'Applied late, not proved'
  if (overtaken) return `Overtaken by “${overtaken.title}”`
  if (unsentOf(run).length > 0) return failure ? `Stopped half-way: ${failure.message}` : 'Stopped half-way'
  if (outcome === 'cancelled')
    return attempts.length > 0
      ? 'Not waited for, not proved'
      : failure
        ? 'Not done, nothing was sent'
        : 'Cancelled, nothing was sent'
  return outcome === 'conflict' || outcome === 'failed' ? 'Not applied: plan again' : 'Ended without proof'
}
