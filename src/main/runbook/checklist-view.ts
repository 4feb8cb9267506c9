import type { ChecklistView, Plan, Run, TaskView, Verdict } from '../../contract/index.ts'
import { formatDuration } from '../lib/format-duration.ts'
import { fillCommands, type PlaceholderValues } from './fill-commands.ts'
import type { Progress } from './progress.ts'
import type { Runbook, RunbookTask } from './schema.ts'

/** What the console knows while the checklist is read. */
export interface LiveFacts {
  readonly verdict: Verdict | null
  readonly plan: Plan | null
  readonly run: Run | null
  /** ISO time. */
  readonly now: string
}

export interface ChecklistInput {
  readonly runbook: Runbook
  readonly progress: Progress
  readonly values: PlaceholderValues
  readonly live: LiveFacts
}

/** The checklist as it is shown; the first open task is the current one. */
export function checklistView({ runbook, progress, values, live }: ChecklistInput): ChecklistView {
  const isDone = (task: RunbookTask): boolean => (progress.ticks[task.id]?.state ?? 'todo') !== 'todo'
  const current = runbook.tasks.find((task) => !isDone(task))
  const tasks = runbook.tasks.map((task): TaskView => {
    const tick = progress.ticks[task.id]
    const done = tick && tick.state !== 'todo' ? tick : null
    return {
      id: task.id,
      phase: task.phase,
      title: task.title,
      help: task.help,
      commands: fillCommands(task.commands, values),
      action: task.action,
      state: done ? done.state : task === current ? 'now' : 'todo',
      doneAt: done?.at ?? null,
      notes: progress.notes[task.id] ?? [],
      hint: done ? '' : hintOf(task, live)
    }
  })
  const count = tasks.filter(({ doneAt }) => doneAt !== null).length
  const progressText = `${count} of ${tasks.length} done`
  return {
    runbook: runbook.id,
    title: runbook.title,
    subtitle: runbook.subtitle ? `${runbook.subtitle}, ${progressText}` : progressText,
    tasks,
    contacts: runbook.contacts,
    problems: []
  }
}

function hintOf({ action }: RunbookTask, { plan, run, now }: LiveFacts): string {
  if (action === 'plan') {
    if (run?.state === 'settled') return run.proved ? 'Done and proved' : 'Ended without proof'
    if (run) return 'Running'
    if (plan) return plan.blocked ? 'Plan is blocked' : 'Plan ready, waiting for approval'
    return ''
  }
  if (action === 'watch' && run?.watchUntil) {
    const leftMs = Date.parse(run.watchUntil) - Date.parse(now)
    return leftMs > 0 ? `${formatDuration(leftMs)} left` : 'The time is over'
  }
  return ''
}
