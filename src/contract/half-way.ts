import type { Run, RunStep } from './run.ts'

/**
 * The changes of a plan that were never begun, although something of it was done, in their order; empty for a run that goes on, or
 * that did nothing or all of it.
 */
export function unsentOf({ state, steps, attempts }: Pick<Run, 'state' | 'steps' | 'attempts'>): readonly RunStep[] {
  if (state !== 'settled' || !attempts.some(({ outcome }) => outcome === 'succeeded')) return []
  const sent = new Set(attempts.map(({ stepId }) => stepId))
  return steps.filter(({ id, kind, state: at }) => kind === 'do' && !sent.has(id) && at !== 'done')
}

/** Those, and the changes that the other side refused or that are known not to have been applied, in the order of the plan. */
export function undoneOf(run: Pick<Run, 'state' | 'steps' | 'attempts'>): readonly RunStep[] {
  const unsent = new Set(unsentOf(run))
  const { state, steps, attempts } = run
  if (state !== 'settled' || !attempts.some(({ outcome }) => outcome === 'succeeded')) return []
  const isRefused = (id: string): boolean => {
    const last = attempts.findLast(({ stepId }) => stepId === id)
    return last !== undefined && (last.outcome === 'failed' || last.outcome === 'conflict')
  }
  return steps.filter((step) => unsent.has(step) || (step.kind === 'do' && step.state !== 'done' && isRefused(step.id)))
}
