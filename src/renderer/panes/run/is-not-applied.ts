import type { Run } from '../../../contract/index.ts'

/** Whether it is known that a run is over and changed nothing. */
export function isNotApplied({ outcome, attempts }: Run): boolean {
  const isOver = outcome === 'conflict' || outcome === 'failed' || outcome === 'cancelled'
  return isOver && attempts.every((attempt) => attempt.outcome === 'conflict' || attempt.outcome === 'failed')
}
