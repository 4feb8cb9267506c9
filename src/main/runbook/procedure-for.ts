import type { Runbook } from './schema.ts'

/** Which levers a procedure is looked for by. */
export interface FollowedProcedure {
  /** The lever of the run that was approved last; null when none was. */
  readonly done: string | null
  /** The lever that is planned or recommended; null for none. */
  readonly next: string | null
}

/**
 * The procedure of what was done, else of what comes next, else the first one. What was done by another lever than it is of
 * ticks no task that plans: nothing of the kind was done. Where no procedure is of what was done, the first one says so.
 * Undefined when there is none at all.
 */
export function procedureFor(runbooks: readonly Runbook[], { done, next }: FollowedProcedure): Runbook | undefined {
  const [first] = runbooks
  const of = (lever: string | null): Runbook | undefined =>
    lever === null ? undefined : runbooks.find(({ levers }) => levers.includes(lever))
  if (done === null) return of(next) ?? first
  const fitting = of(done)
  if (fitting || !first) return fitting
  return {
    ...first,
    subtitle: `There is no procedure for what was done; this one is to ${lowered(first.title)}`,
    tasks: first.tasks.map((task) => {
      if (task.action !== 'plan') return task
      const { provedBy: _, ...unproved } = task
      return unproved
    })
  }
}

function lowered(title: string): string {
  return `${title.charAt(0).toLowerCase()}${title.slice(1)}`
}
