import type {
  Attempt,
  Check,
  Choice,
  Plan,
  Run,
  Target,
  Verdict,
  WatchView,
  WireRequest
} from '../../contract/index.ts'

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
  /** What the plan's steps send, by step. */
  readonly requests: ReadonlyMap<string, WireRequest>
  /** Why it stopped before the end; null when it acted or when holding was right. */
  readonly stopped: string | null
  /** What was done after that, because another lever was asked for once the first one's work was proved. */
  readonly next?: Pick<Played, 'plan' | 'run' | 'requests' | 'stopped'>
  /** Why the journal stopped before the run did; left out where it did not. */
  readonly unrecorded?: string
  /** How the watch after the proof ended; left out where it was not waited for. */
  readonly watch?: WatchView['end']
}

/** The result of one played drill; its JSON Schema is `resources/schemas/result.schema.json`. */
export interface DrillResult {
  readonly scenario: string
  readonly seed: number
  readonly recovered: boolean
  readonly stopped: string | null
  /** Why the record ends before the run does; left out where it is whole. */
  readonly unrecorded?: string
  readonly verdict: {
    readonly level: Verdict['level']
    readonly row: string | null
    readonly disagreeing: readonly string[]
  } | null
  readonly plan:
    | (Pick<Plan, 'id' | 'digest' | 'lever'> & {
        readonly choice: Choice
        /** Null where the lever goes back to no revision. */
        readonly revision: number | null
        readonly steps: readonly { readonly id: string; readonly command: string; readonly target: Target | null }[]
      })
    | null
  readonly steps: readonly (Pick<Attempt, 'command' | 'outcome' | 'startedAt' | 'endedAt'> & {
    readonly request: WireRequest | null
  })[]
  readonly checks: readonly Pick<Check, 'name' | 'status' | 'evidence'>[]
  readonly effects: RefereeReport['effects']
  readonly userErrors: RefereeReport['userErrors']
  /** Left out where it was not waited for. */
  readonly watch?: WatchView['end']
}

/**
 * Recovered needs both witnesses: the console's own proof (or, where it held, its verdict that nothing is wrong)
 * and the drill's count of what its users saw.
 */
export function resultOf(played: Played, referee: RefereeReport): DrillResult {
  const { verdict, plan, run, next } = played
  const stopped = played.stopped ?? next?.stopped ?? null
  const consoleSaysSo =
    stopped === null && (run ? run.proved : verdict?.level === 'hold') && (next?.run?.proved ?? true)
  return {
    scenario: referee.scenario,
    seed: referee.seed,
    recovered: consoleSaysSo && referee.usersRecovered,
    stopped,
    ...(played.unrecorded === undefined ? {} : { unrecorded: played.unrecorded }),
    verdict: verdict && { level: verdict.level, row: verdict.row, disagreeing: verdict.disagreeing },
    plan: plan && {
      id: plan.id,
      digest: plan.digest,
      lever: plan.lever,
      choice: plan.choice,
      revision: typeof plan.choice['revision'] === 'number' ? plan.choice['revision'] : null,
      steps: plan.steps.map(({ id, command, target }) => ({ id, command, target }))
    },
    steps: [played, ...(next ? [next] : [])].flatMap((one) =>
      (one.run?.attempts ?? []).map(({ stepId, command, outcome, startedAt, endedAt }) => ({
        command,
        request: one.requests.get(stepId) ?? null,
        outcome,
        startedAt,
        endedAt
      }))
    ),
    checks: [...(run?.checks ?? []), ...(next?.run?.checks ?? [])].map(({ name, status, evidence }) => ({
      name,
      status,
      evidence
    })),
    effects: referee.effects,
    userErrors: referee.userErrors,
    ...(played.watch === undefined ? {} : { watch: played.watch })
  }
}
