import type { Run } from '../../../contract/index.ts'

/** Whether a run was cancelled before anything of it left: then it is as if nobody had approved it. */
export function isNothingSent({ outcome, attempts }: Pick<Run, 'outcome' | 'attempts'>): boolean {
  return outcome === 'cancelled' && attempts.every((attempt) => attempt.outcome === 'cancelled')
}
