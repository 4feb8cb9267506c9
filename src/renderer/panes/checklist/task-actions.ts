import type { TaskView } from '../../../contract/index.ts'
import { refusalOf } from '../../../contract/refusal-of.ts'
import { ask, copy } from '../../stores/ask.ts'
import { feedStore } from '../../stores/feeds.ts'
import { setView } from '../../stores/view.ts'
import { goToApproval, planAndApprove } from '../plan/go-to-approval.ts'
import { focusPane } from '../shell/focus-pane.ts'
import { neighbour } from './phases.ts'
import { readCurrentTask } from './use-current-task.ts'

/** Moves the cursor of the checklist. */
export function moveTask(by: number): void {
  const tasks = feedStore.getState().values.checklist?.tasks ?? []
  setView({ task: neighbour(tasks, readCurrentTask(), by)?.id ?? null })
}

/** Ticks a task, or takes the tick away. */
export function tickTask(task: TaskView | null): void {
  if (task === null) return
  const done = task.state === 'done' || task.state === 'doneElsewhere'
  void ask('task.tick', { taskId: task.id, state: done ? 'todo' : 'done' })
}

/** Marks a task as done outside this window. */
export function doneElsewhere(task: TaskView | null): void {
  if (task === null) return
  void ask('task.tick', { taskId: task.id, state: task.state === 'doneElsewhere' ? 'todo' : 'doneElsewhere' })
}

/** Copies a command of a task, the first unless another is named, and says when its refusal comes with it. */
export function copyTaskCommand(task: TaskView | null, index = 0): void {
  const command = task?.commands[index]
  if (task === null || command === undefined) return
  const isRefused = refusalOf(command, feedStore.getState().values.decision?.traps ?? []) !== undefined
  const name = isRefused ? 'the command of this step with the refusal' : 'the command of this step'
  void copy({ kind: 'taskCommand', taskId: task.id, index }, name)
}

const underWay = new Set(['planning', 'needsChoice', 'refused'])

/** Leads on from a task to the approval of its plan, which is made when there is none. */
export function openTask(task: TaskView | null): void {
  if (task === null) return
  setView({ task: task.id })
  const { service, decision, run } = feedStore.getState().values
  if (task.action !== 'plan' || !service) return
  if (run) focusPane('main')
  else if (decision?.plan || decision?.levers.some(({ state }) => underWay.has(state))) goToApproval()
  else planAndApprove()
}
