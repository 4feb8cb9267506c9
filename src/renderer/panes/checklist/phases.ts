import type { TaskView } from '../../../contract/index.ts'

export interface Phase {
  readonly name: string
  readonly tasks: readonly TaskView[]
}

/** Tasks grouped by phase, in the order of the procedure; a phase that comes twice stays twice. */
export function phases(tasks: readonly TaskView[]): readonly Phase[] {
  const groups: { name: string; tasks: TaskView[] }[] = []
  for (const task of tasks) {
    const last = groups.at(-1)
    if (last !== undefined && last.name === task.phase) last.tasks.push(task)
    else groups.push({ name: task.phase, tasks: [task] })
  }
  return groups
}

/**
 * The task under the cursor: the chosen one, else, while `readsOut`, the one whose command is read out, else the one that is
 * under way, else the first to do, else the first.
 */
export function currentTask(tasks: readonly TaskView[], chosen: string | null, readsOut: boolean): TaskView | null {
  return (
    tasks.find((task) => task.id === chosen) ??
    (readsOut ? tasks.find(isReadOut) : undefined) ??
    tasks.find((task) => task.state === 'now') ??
    tasks.find((task) => task.state === 'todo') ??
    tasks[0] ??
    null
  )
}

function isReadOut({ action, commands, doneAt }: TaskView): boolean {
  return action === 'plan' && commands.length > 0 && doneAt === null
}

/** The task `by` places away from `from`, held at both ends. */
export function neighbour(tasks: readonly TaskView[], from: TaskView | null, by: number): TaskView | null {
  const index = tasks.findIndex((task) => task.id === from?.id)
  return tasks[Math.min(tasks.length - 1, Math.max(0, index + by))] ?? null
}
