import type { Attempt, Check, Plan, Run, Verdict } from '../../contract/index.ts'

/** What the drill itself counted, read over its control port, which the console never sees. */
export interface RefereeReport {
  readonly scenario: string
  readonly seed: number
  readonly effects: readonly { readonly method: string; readonly path: string; readonly status: number }[]
  readonly userErrors: Readonly<
    Record<'before' | 'during' | 'after', { readonly requests: number; readonly errors: number }>
  >
  readonly usersRecovered: boolean
}

/** What the autopilot saw of the console while it played. */
export interface Played {
  readonly verdict: Verdict | null
  readonly plan: Plan | null
  readonly run: Run | null
  /** Why it stopped before the end; null when it acted or when holding was right. */
  readonly stopped: string | null
}

/** The result of one played drill; its JSON Schema is `resources/schemas/result.schema.json`. */
export interface DrillResult {
  readonly scenario: string
  readonly seed: number
  readonly recovered: boolean
  readonly stopped: string | null
  readonly verdict: {
    readonly level: Verdict['level']
    readonly row: string | null
    readonly disagreeing: readonly string[]
  } | null
  readonly plan:
    | (Pick<Plan, 'id' | 'digest' | 'lever'> & {
        readonly revision: number
        readonly steps: readonly { readonly id: string; readonly command: string }[]
      })
    | null
  readonly steps: readonly Pick<Attempt, 'command' | 'request' | 'outcome' | 'startedAt' | 'endedAt'>[]
  readonly checks: readonly Pick<Check, 'name' | 'status' | 'evidence'>[]
  readonly effects: RefereeReport['effects']
  readonly userErrors: RefereeReport['userErrors']
}

/**
 * Recovered needs both witnesses: the console's own proof (or, where it held, its verdict that nothing is wrong)
 * and the drill's count of what its users saw.
 */
export function resultOf(played: Played, referee: RefereeReport): DrillResult {
  const { verdict, plan, run } = played
  const consoleSaysSo = played.stopped === null && (run ? run.proved : verdict?.level === 'hold')
  return {
    scenario: referee.scenario,
    seed: referee.seed,
    recovered: consoleSaysSo && referee.usersRecovered,
    stopped: played.stopped,
    verdict: verdict && { level: verdict.level, row: verdict.row, disagreeing: verdict.disagreeing },
    plan: plan && {
      id: plan.id,
      digest: plan.digest,
      lever: plan.lever,
      revision: plan.target.toRevision,
      steps: plan.steps.map(({ id, command }) => ({ id, command }))
    },
    steps: (run?.attempts ?? []).map(({ command, request, outcome, startedAt, endedAt }) => ({
      command,
      request,
      outcome,
      startedAt,
      endedAt
    })),
    checks: (run?.checks ?? []).map(({ name, status, evidence }) => ({ name, status, evidence })),
    effects: referee.effects,
    userErrors: referee.userErrors
  }
}
