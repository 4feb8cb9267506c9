import type { UsersLeft } from './left-users.ts'

/**
 * What is known of a service and held against the matrix. `memoryLeft`: seconds until a pod reaches its memory limit as it
 * grows now; `business`: the lowest number of the business as a multiple of its floor; the last two are said by a person.
 */
export const signalIds = [
  'errorRatio',
  'p95',
  'availability',
  'requestRate',
  'newPodsUnavailable',
  'memoryLeft',
  'business',
  'securityIncident',
  'customerReports'
] as const
export type SignalId = (typeof signalIds)[number]

/** What a person says and nothing measures. `customerReports` is 1 where they are looked into, and 2 once confirmed. */
export const reportedSignals = ['securityIncident', 'customerReports'] as const
export type ReportedSignal = (typeof reportedSignals)[number]

/** What is said of it: that it is so, that it is confirmed, that it was said by mistake, or that it is over. */
export const reportStates = ['reported', 'confirmed', 'withdrawn', 'better'] as const
export type ReportState = (typeof reportStates)[number]

/** Whether a signal is said by a person. */
export function isReported(signal: string): signal is ReportedSignal {
  return signal === 'securityIncident' || signal === 'customerReports'
}

/** `wait`: a change is so fresh that what fires may be requests of before it. */
export type VerdictLevel = 'hold' | 'watch' | 'wait' | 'prepare' | 'rollBack' | 'declareIncident'

/** What one row may ask for; to wait is said of the whole only. */
export type RowLevel = Exclude<VerdictLevel, 'wait'>

/** Whether a verdict rests on anything that users feel: errors, latency or availability, whatever it found. */
export function isMeasured({
  judgements
}: {
  readonly judgements: readonly { readonly signal: string; readonly result: string }[]
}): boolean {
  return judgements.some(
    ({ signal, result }) => signal !== 'newPodsUnavailable' && !isReported(signal) && result !== 'unknown'
  )
}

/** Whether a verdict asks for a change: only then is a lever recommended, and an automatic plan kept. */
export function asksForChange(level: VerdictLevel | undefined): boolean {
  return level === 'prepare' || level === 'rollBack' || level === 'declareIncident'
}

/** One row of the decision matrix, as data in `resources/matrices/`. */
export interface MatrixRow {
  readonly id: string
  readonly title: string
  readonly signal: SignalId
  readonly level: RowLevel
  /** Lower bound in the signal's unit (or a multiple of normal). */
  readonly min: number | null
  readonly max: number | null
  readonly relativeToNormal: boolean
  /** A row that fires goes on until the value is past this one; null where it leaves as it entered. */
  readonly leave: number | null
  /** It says nothing where its signal is not there at all. */
  readonly optional: boolean
  /** Time the procedure leaves for the decision, seconds. */
  readonly withinSeconds: number
  /** `procedure` rows come from the written procedure, `backout` rows are ours. */
  readonly origin: 'procedure' | 'backout'
}

/** A number of the business: what it is called, how Prometheus is asked for it, and the floor under which it is broken. */
export interface BusinessQuery {
  readonly title: string
  readonly query: string
  readonly floor: number
}

/** The most severe limit that a value is past. */
export interface Crossing {
  readonly level: RowLevel
  /** In the unit of the value. */
  readonly limit: number
  /** The value may still hold requests of before the newest change. */
  readonly waits?: true
}

/** How one row judged the signals. */
export interface RowJudgement {
  readonly row: string
  readonly title: string
  readonly signal: SignalId
  readonly level: RowLevel
  /** Where the row begins, in the signal's unit; null while that needs a normal value that was not measured. */
  readonly limit: number | null
  /** `waits`: the value is past the limit, and may still hold requests of before the newest change. */
  readonly result: 'fires' | 'waits' | 'quiet' | 'unknown'
  /** Of a quiet one: the good value may still hold requests of before the newest change, and vouches for nothing of it. */
  readonly ofBefore?: true
  /** When a person said what fires, ISO; left out for what is measured. */
  readonly saidAt?: string
  /** The value and the limit, with units. */
  readonly evidence: string
  /** Time that the row leaves for the decision, seconds. */
  readonly withinSeconds: number
  /** When that is over, counted from when this person first saw it fire; null while it does not. */
  readonly decideBy: string | null
}

/** So long a reading holds requests of before what changed, where nothing else is measured: the usual window and a scrape, milliseconds. */
export const usualReachMs = 75_000

/** What a verdict waits for, with the one time at which its readings are clean: whatever is shown or said takes it from here. */
export type Wait = ChangeWait | LeftWait

/** Users were led away from what was measured. */
export interface LeftWait {
  readonly left: UsersLeft
  /** From when on the readings hold requests of after that only, ISO. */
  readonly cleanAt: string
}

/** A change back to an earlier template, whoever made it and by whatever, once the readings are of after it. */
export interface ChangedBack {
  /** The workload that was changed, where it is another one that serves for the service; left out for its own. */
  readonly workload?: string
  /** Null while its controller has not numbered it yet. */
  readonly revision: number | null
  /** The revision whose template it runs. */
  readonly templateOf: number
  /** The field manager that wrote the template; empty when nothing says so. */
  readonly by: string
  /** Both ISO, by the console's clock. */
  readonly startedAt: string
  readonly cleanAt: string
  /** How long a watch of it takes, milliseconds. */
  readonly forMs: number
}

/** The change that a verdict waits for, in times of the console's clock (ISO). */
export interface ChangeWait {
  /** The workload that was changed, where it is another one that serves for the service; left out for its own. */
  readonly workload?: string
  /** Null while its controller has not numbered it yet. */
  readonly revision: number | null
  /** The revision whose template it runs, where an earlier one was taken up again; null for a new template. */
  readonly templateOf: number | null
  /** That revision is known to have served well. */
  readonly isBackOnGood: boolean
  /** The field manager that wrote the template; empty when nothing says so. */
  readonly by: string
  readonly startedAt: string
  /** Null while the rollout goes on. */
  readonly endedAt: string | null
  /** From when on the readings hold requests of after the change only; null while the rollout goes on. */
  readonly cleanAt: string | null
}

/** The decision not to act: by whom, why, until when, and why it is asked about again; null while it stands. */
export interface DeclinedView {
  readonly who: string
  readonly reason: string
  readonly at: string
  readonly untilAt: string
  readonly again: string | null
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
  /** Null also while the time before the first reading has not been read. */
  readonly firstCrossedAt: string | null
  /** It was crossed at `firstCrossedAt` already, by the first reading that there is: it began then or earlier. */
  readonly isCrossedEarlier?: boolean
  /** Of the trouble that goes on, or of the last one where none does any more; null or left out where there was none. */
  readonly wasCrossedAt?: string | null
  /** The same of `wasCrossedAt`. */
  readonly wasCrossedEarlier?: boolean
  /** Signals that were past a limit and have not been seen within it since: while any is left, the trouble goes on. */
  readonly unended?: readonly SignalId[]
  /** When this person was first shown a verdict of this trouble that asks for as much as any did; null when none has. */
  readonly asked: { readonly level: VerdictLevel; readonly at: string } | null
  /** When the time for the decision is over, counted from `asked`; null when nothing is asked. */
  readonly decideBy: string | null
  /** Time that the row which fired leaves for the decision, seconds; null when none did. */
  readonly withinSeconds: number | null
  /** Set for the level `wait` only. */
  readonly wait: Wait | null
  /** Nothing is to be rolled back after a change back that no run of ours proved: it may be watched. Left out where there is none. */
  readonly changedBack?: ChangedBack
  /** How long its readings hold requests of before a change, milliseconds; left out in records of before. */
  readonly reachMs?: number
  /** Somebody decided not to act; null while nobody has, and when nothing is asked for any more. */
  readonly declined: DeclinedView | null
  /** Everything that can be judged has been read for the first time. */
  readonly isComplete: boolean
  readonly judgedAt: string
}
