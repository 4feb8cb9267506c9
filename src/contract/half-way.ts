import type { Run, RunStep } from './run.ts'

/**
 * The changes of a plan that were never begun, although something of it was done, in their order; empty for a run that goes on, or
 * that did nothing or all of it.
 */
export function unsentOf({ state, steps, attempts }: Run): readonly RunStep[] {
  if (state !== 'settled' || !attempts.some(({ outcome }) => outcome === 'succeeded')) return []
  const sent = new Set(attempts.map(({ stepId }) => stepId))
  return steps.filter(({ id, kind, state: at }) => kind === 'do' && !sent.has(id) && at !== 'done')
}
