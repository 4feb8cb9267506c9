import type { Failure } from './failure.ts'

/** Objects of a list that are not used, because a field of theirs is not what it has to be. */
export interface LeftOut {
  readonly count: number
  /** What is wrong with the first few, such as `spec.replicas is no count in Deployment shop/checkout`. */
  readonly problems: readonly string[]
}

/**
 * A reading of something outside, with its age. The six states look different on screen:
 * loading, value (fresh or stale by `observedAt`), forbidden, unreachable, absent.
 */
export type Observed<T> =
  | { readonly state: 'loading'; readonly awaiting: string; readonly sinceAt: string }
  | {
      readonly state: 'value'
      readonly value: T
      readonly observedAt: string
      /** What the reading is without; nobody may take what is missing for what is not there. */
      readonly leftOut?: LeftOut
    }
  | { readonly state: 'absent'; readonly reason: string; readonly remedy?: string; readonly observedAt: string }
  | { readonly state: 'forbidden'; readonly failure: Failure; readonly observedAt: string }
  | {
      readonly state: 'unreachable'
      readonly failure: Failure
      readonly sinceAt: string
      readonly nextTryAt?: string
      /** The last good reading, if there ever was one; stale by definition. */
      readonly last?: { readonly value: T; readonly observedAt: string }
    }

/** The value, or the last good one while it cannot be read; undefined when there never was one. */
export function lastValue<T>(observed: Observed<T>): T | undefined {
  if (observed.state === 'value') return observed.value
  return observed.state === 'unreachable' ? observed.last?.value : undefined
}

/** The same reading of something computed from it; its state and its age stay. */
export function mapObserved<A, B>(observed: Observed<A>, change: (value: A) => B): Observed<B> {
  if (observed.state === 'value') return { ...observed, value: change(observed.value) }
  if (observed.state !== 'unreachable') return observed
  const { last, ...rest } = observed
  return last ? { ...rest, last: { ...last, value: change(last.value) } } : rest
}

/** Says what a reading is without: `1 object left out: spec.replicas is no count in Deployment shop/checkout`. */
export function leftOutText({ count, problems }: LeftOut): string {
  const more = count > problems.length ? `; and ${(count - problems.length).toLocaleString('en-US')} more` : ''
  return `${count.toLocaleString('en-US')} ${count === 1 ? 'object' : 'objects'} left out: ${problems.join('; ')}${more}`
}

/** Between what a share of few requests lies, with 95 % confidence: what is seen of seven is not what is so of all. */
export interface FewRequests {
  /** How many were seen in the window. */
  readonly requests: number
  /** 0 to 1, at most the value. */
  readonly low: number
  /** 0 to 1, at least the value. */
  readonly high: number
}

/** A number from a metric source. Without data it is unknown with a reason, never zero and never healthy. */
export type Measure =
  | {
      readonly state: 'known'
      readonly value: number
      readonly observedAt: string
      /** Of a share of so few requests that it may be chance; left out of every other value. */
      readonly few?: FewRequests
    }
  | {
      readonly state: 'unknown'
      /**
       * `sampledRarely`: too few samples for a rate; `partial`: the source says itself that its answer is incomplete;
       * `mixedClusters`: the series are of several clusters; `cannotTell`: the series cannot tell failures from the rest;
       * `unusable`: a value that is no number, or of another time.
       */
      readonly why:
        | 'loading'
        | 'noPrometheus'
        | 'notAnswering'
        | 'forbidden'
        | 'noTraffic'
        | 'noSamples'
        | 'sampledRarely'
        | 'partial'
        | 'mixedClusters'
        | 'cannotTell'
        | 'unusable'
      readonly detail: string
      /** The last number there was, when it is no longer counted. */
      readonly last?: { readonly value: number; readonly observedAt: string }
    }

/** One sample of a series: time and value; `null` where the source had no data. */
export interface SeriesPoint {
  readonly at: string
  readonly value: number | null
}

/** How old a reading may be, in milliseconds, before it is stale and no longer counted. */
export const staleAfterMs = { objects: 15_000, metrics: 30_000 } as const

/**
 * How long an API server that is watched may say nothing before the connection is in doubt, milliseconds. Its watches end
 * every 10 to 12 s and begin again, so that nothing in between means nothing. Once a request has failed that is no rest any
 * more; but one that fails alone, between others that are answered, says little.
 */
const silentAfterMs = { ok: 13_000, failing: 3_000 } as const

/**
 * Since when the connection to the API server is in doubt: its last answer, ISO. Null while it answers as usual, and where
 * it never did. Main approves nothing by it, and the window shows it.
 * @param speed of the clock of `nowMs`
 */
export function inDoubtSince(
  link: { readonly state: string; readonly lastOkAt?: string } | undefined,
  nowMs: number,
  speed: number
): string | null {
  if ((link?.state !== 'ok' && link?.state !== 'failing') || link.lastOkAt === undefined) return null
  const limitMs = silentAfterMs[link.state] + 5_000 * Math.max(0, speed - 1)
  return isStale(link.lastOkAt, new Date(nowMs), limitMs) ? link.lastOkAt : null
}

/** Whether a reading taken at `observedAt` is stale at `now` (both ISO times or a Date). */
export function isStale(observedAt: string, now: Date, limitMs: number): boolean {
  return now.getTime() - Date.parse(observedAt) > limitMs
}

/**
 * The limit by a clock of the given speed, in its milliseconds. A reading travels in real time: the faster a drill runs,
 * the more of its time passes on the way, and 5 real seconds of it do not count.
 */
export function staleLimitMs(kind: keyof typeof staleAfterMs, speed: number): number {
  return staleAfterMs[kind] + 5_000 * Math.max(0, speed - 1)
}
