import { formatDuration } from '../../contract/words/format-duration.ts'
import { utc } from '../../contract/words/format-time.ts'
import type { Analysis, BuiltinCheck } from '../providers/flagger/analysis.ts'
import { replay, type Replay, type ValueAt } from '../providers/flagger/replay.ts'
import type { At, PreventionFacts } from './prevention-input.ts'

/** The run as it was, replayed, and what it takes to replay another analysis of it; or why no number can be said. */
export type Replayed =
  | {
      readonly kind: 'replayed'
      readonly analysis: Analysis
      readonly startMs: number
      /** When the run was over, or users were well. */
      readonly endMs: number
      readonly present: Replay
      readonly again: (analysis: Analysis) => Replay
    }
  | { readonly kind: 'none'; readonly why: string }

/** A value is of a check as long after it as samples lie apart. */
const longestMs = 20_000

/**
 * Replays the analysis as it was on the recorded metrics, and holds that against what Flagger did. Where the two differ by more
 * than an interval something else took part, a hook or a pod that was not ready, and nothing is said of another analysis.
 */
export function replayed({ canary, run, values, harm, sentAt }: PreventionFacts): Replayed {
  if (canary === null) return { kind: 'none', why: 'No Canary tries the releases of this service.' }
  if (canary.read.kind === 'other') return { kind: 'none', why: `Its analysis cannot be replayed: ${canary.read.why}` }
  if (run === null || harm === null)
    return { kind: 'none', why: 'The beginning of the run is not in Flagger’s events any more: they live for an hour.' }
  const { analysis } = canary.read
  const { startMs, ended, promotedAt } = run
  if (startMs > harm.to)
    return { kind: 'none', why: 'The run that Flagger’s events tell of began after this incident.' }
  const endMs = Math.min(harm.to, ended?.at ?? Infinity)
  const valueAt = lookUp(values)
  const again = (other: Analysis): Replay => replay(other, startMs, valueAt, endMs + analysis.intervalMs)
  const present = again(analysis)
  const differs = howItDiffers(present, { analysis, ended, promotedAt, sentAt, until: harm.to })
  if (differs !== null) return { kind: 'none', why: differs }
  return { kind: 'replayed', analysis, startMs, endMs, present, again }
}

function howItDiffers(
  present: Replay,
  was: {
    readonly analysis: Analysis
    readonly ended: { readonly at: number; readonly byThreshold: boolean } | null
    readonly promotedAt: number | null
    readonly sentAt: number | null
    readonly until: number
  }
): string | null {
  const { intervalMs } = was.analysis
  const told = (what: string, at: number, really: string): string =>
    `Replayed on what was recorded, Flagger would have ${what} at ${time(at)}; ${really}. So something else took part, and no number is said.`
  const { rolledBackAt, promotedAt } = present
  const endAt = Math.min(was.ended?.at ?? Infinity, was.sentAt ?? Infinity, was.until)
  if (was.ended?.byThreshold && was.ended.at <= (was.sentAt ?? Infinity)) {
    const really = `it rolled back at ${time(was.ended.at)}`
    if (rolledBackAt === null) return `Replayed on what was recorded, Flagger would not have rolled back; ${really}.`
    return Math.abs(rolledBackAt - was.ended.at) > intervalMs ? told('rolled back', rolledBackAt, really) : null
  }
  if (was.promotedAt !== null) {
    const really = `it promoted at ${time(was.promotedAt)}`
    if (promotedAt === null)
      return `Replayed on what was recorded, Flagger would not have promoted the release; ${really}.`
    return Math.abs(promotedAt - was.promotedAt) > intervalMs ? told('promoted it', promotedAt, really) : null
  }
  if (rolledBackAt !== null && rolledBackAt < endAt - intervalMs) return told('rolled back', rolledBackAt, 'it did not')
  if (promotedAt !== null && promotedAt < endAt - intervalMs) return told('promoted it', promotedAt, 'it did not')
  return null
}

/** The newest value of at most so long ago. */
export function lookUp(values: ReadonlyMap<BuiltinCheck, readonly At[]>): ValueAt {
  return (check, atMs) => {
    const last = (values.get(check) ?? []).findLast(({ at }) => at <= atMs + 500)
    return last !== undefined && atMs - last.at <= longestMs ? last.value : null
  }
}

/** What the end of the time in which users saw errors is called in a sentence. */
export function endWords({ to, isOver }: NonNullable<PreventionFacts['harm']>): string {
  return isOver ? `users were well at ${time(to)}` : `users were not well by ${time(to)}`
}

/** `02:07:30Z`. */
export function time(ms: number): string {
  return utc(new Date(ms).toISOString())
}

/** `4 min 30 s`, to the second. */
export function lasting(ms: number): string {
  return formatDuration(Math.round(ms / 1_000) * 1_000)
}
