import type { DeploymentView, SeriesPoint } from '../../contract/index.ts'
import { newestChange } from './newest-change.ts'
import { mayBeOfBefore } from './requests-of-before.ts'

/** An error ratio over a limit as a list has it: without the minutes before the list was opened. */
export interface ListedErrors {
  readonly deployment: DeploymentView
  readonly limit: number
  readonly value: number
  /** ISO. */
  readonly observedAt: string
  readonly past: readonly SeriesPoint[]
}

/** The clock by which a change is told from what was read. */
export interface ChangeClock {
  readonly now: Date
  /** The server's clock minus ours, milliseconds. */
  readonly skewMs: number
  /** How long a reading still holds requests of before a change, milliseconds. */
  readonly reachMs: number
}

/**
 * Whether errors of the list may be of requests of before the newest change, by the rule of the verdict. Where nothing was
 * read of the time before, they may only if the change went back to an earlier revision: a new release is not excused.
 */
export function errorsMayBeOfBefore(errors: ListedErrors, { now, skewMs, reachMs }: ChangeClock): boolean {
  const { deployment, limit, value, observedAt, past } = errors
  const change = newestChange({ deployment, standing: 'none', now, skewMs, reachMs })
  if (change === null) return false
  const isSeen = past.some(({ at }) => Date.parse(at) <= change.startedMs)
  const series = isSeen || change.templateOf === null ? past : null
  return mayBeOfBefore({ row: { signal: 'errorRatio' }, limit, value, observedAt, series }, change, reachMs)
}
