/** What is measured of a service and held against the matrix. */
export type SignalId = 'errorRatio' | 'p95' | 'availability' | 'requestRate' | 'newPodsUnavailable'

export type VerdictLevel = 'hold' | 'watch' | 'prepare' | 'rollBack' | 'declareIncident'

/** One row of the decision matrix, as data in `resources/matrices/`. */
export interface MatrixRow {
  readonly id: string
  readonly title: string
  readonly signal: SignalId
  readonly level: VerdictLevel
  /** Lower bound in the signal's unit (or a multiple of normal). */
  readonly min: number | null
  readonly max: number | null
  readonly relativeToNormal: boolean
  /** Time the procedure leaves for the decision, seconds. */
  readonly withinSeconds: number
  /** `procedure` rows come from the written procedure, `backout` rows are ours. */
  readonly origin: 'procedure' | 'backout'
}

/** The most severe limit that a value is past. */
export interface Crossing {
  readonly level: VerdictLevel
  /** In the unit of the value. */
  readonly limit: number
}

/** How one row judged the signals. */
export interface RowJudgement {
  readonly row: string
  readonly title: string
  readonly signal: SignalId
  readonly level: VerdictLevel
  /** Where the row begins, in the signal's unit; null while that needs a normal value that was not measured. */
  readonly limit: number | null
  readonly result: 'fires' | 'quiet' | 'unknown'
  /** The value and the limit, with units. */
  readonly evidence: string
}

/** The one sentence that decides, with everything that explains it. */
export interface Verdict {
  readonly level: VerdictLevel
  /** Id of the row that fired; null when none did. */
  readonly row: string | null
  /** First words of the sentence, coloured: `Roll back now.` */
  readonly lead: string
  /** The rest, with the number and the limit: `Errors 7.8 %, limit 5 %.` */
  readonly rest: string
  readonly detail: string
  readonly judgements: readonly RowJudgement[]
  /** Rows that judged the same signals differently from the one that fired. */
  readonly disagreeing: readonly string[]
  readonly firstCrossedAt: string | null
  readonly decideBy: string | null
  /** Time that the row which fired leaves for the decision, seconds; null when none did. */
  readonly withinSeconds: number | null
  readonly judgedAt: string
}
