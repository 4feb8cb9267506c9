import type { DeploymentView, Signal, Verdict } from '../../contract/index.ts'
import type { Matrix } from './matrix.ts'

export interface JudgeInput {
  readonly signals: readonly Signal[]
  /** Null while it is unknown. */
  readonly deployment: DeploymentView | null
  readonly matrix: Matrix
  readonly now: Date
  /** The verdict before this one; keeps the time of the first crossing. */
  readonly previous?: Verdict | null
}

/** Judges the signals by the matrix: the most severe row that fires wins, unknown is never quiet. */
export function judge(input: JudgeInput): Verdict {
  return {
    level: 'watch',
    row: null,
    lead: 'Cannot tell.',
    rest: 'Nothing has been judged yet.',
    detail: '',
    judgements: [],
    disagreeing: [],
    firstCrossedAt: null,
    decideBy: null,
    judgedAt: input.now.toISOString()
  }
}
