import { formatDuration } from '../../contract/words/format-duration.ts'
import { utc } from '../../contract/words/format-time.ts'
import type { JournalRecord } from '../ports/journal.ts'

/** What users sent and what of it failed, as it was read when a verdict was recorded. */
export interface Traffic {
  readonly requestsPerSecond: number
  /** 0 to 1. */
  readonly errorRatio: number
}

/**
 * What users went through, where it was measured: how long, and about how many requests failed. Between two readings the
 * earlier one counts. What users felt ends with the last verdict over a limit, not with the proof. Empty while the service is not restored, and of the number where no reading says it.
 * @param startedAt and `restoredAt` are ISO
 */
export function impactText(records: readonly JournalRecord[], startedAt: string, restoredAt: string): string {
  const [from, proved] = [Date.parse(startedAt), Date.parse(restoredAt)]
  if (!(proved > from)) return ''
  const calmAt = calmSince(records, from, proved)
  const to = Date.parse(calmAt ?? restoredAt)
  const until = calmAt === null ? '' : `, until the readings were under every limit again at ${utc(calmAt)}`
  const harmed = `Users saw errors for ${formatDuration(to - from)}${until}`
  const failed = failedRequests(records, from, to)
  return failed === null
    ? `${harmed}.`
    : `${harmed}; about ${rounded(failed)} requests failed (request rate × error ratio).`
}

/** When users were well again, for the same words everywhere: ISO, or what `restoredAt` says where no verdict says more. */
export function wellAgainAt(records: readonly JournalRecord[], startedAt: string, restoredAt: string): string {
  return calmSince(records, Date.parse(startedAt), Date.parse(restoredAt)) ?? restoredAt
}

/**
 * When a verdict first said that no limit is crossed any more, between the crossing and the proof: the proof itself goes
 * on for a while after users are well. Null where no verdict says so. ISO.
 */
function calmSince(records: readonly JournalRecord[], from: number, proved: number): string | null {
  const verdicts = records.flatMap(({ kind, t, body }) => {
    const verdict = kind === 'verdict' ? body['verdict'] : null
    if (typeof verdict !== 'object' || verdict === null || !('firstCrossedAt' in verdict)) return []
    return Date.parse(t) <= proved ? [{ t, isPast: verdict.firstCrossedAt !== null }] : []
  })
  const last = verdicts.findLastIndex(({ isPast }) => isPast)
  const calm = last === -1 ? undefined : verdicts[last + 1]
  return calm && Date.parse(calm.t) > from ? calm.t : null
}

function failedRequests(records: readonly JournalRecord[], from: number, to: number): number | null {
  const readings = records.flatMap(({ kind, t, body }) => {
    const traffic = kind === 'verdict' ? trafficIn(body['traffic']) : null
    return traffic
      ? [{ at: Math.max(from, Date.parse(t)), perMs: (traffic.requestsPerSecond * traffic.errorRatio) / 1_000 }]
      : []
  })
  const [first] = readings
  if (!first || first.at >= to) return null
  const spans = readings.map(({ at, perMs }, index) => {
    const begin = index === 0 ? from : at
    const end = Math.min(to, readings[index + 1]?.at ?? to)
    return Math.max(0, end - begin) * perMs
  })
  return spans.reduce((sum, span) => sum + span, 0)
}

function trafficIn(value: unknown): Traffic | null {
  if (typeof value !== 'object' || value === null) return null
  const { requestsPerSecond, errorRatio } = value as Partial<Record<keyof Traffic, unknown>>
  return typeof requestsPerSecond === 'number' && typeof errorRatio === 'number'
    ? { requestsPerSecond, errorRatio }
    : null
}

/** Two digits: more would say that somebody counted. */
function rounded(count: number): string {
  const digits = Math.max(0, Math.floor(Math.log10(Math.max(1, count))) - 1)
  const step = 10 ** digits
  return (Math.round(count / step) * step).toLocaleString('en-US')
}
