import {
  isReported,
  isStale,
  type FewRequests,
  type Measure,
  type MatrixRow,
  type RowJudgement,
  type Signal,
  type UsersLeft
} from '../../contract/index.ts'
import { formatDuration } from '../../contract/words/format-duration.ts'
import { fewWords } from '../../contract/words/few-words.ts'
import { besideLimit, inUnit } from '../../contract/words/format-measure.ts'
import { leftText } from '../../contract/words/left-text.ts'
import { crossedSince, type Crossed } from './crossed-since.ts'
import { heldByFew } from './held-by-few.ts'
import { isFromAbove, isWithin } from './matrix.ts'
import type { NewestChange } from './newest-change.ts'
import { holdsBefore, mayBeOfBefore } from './requests-of-before.ts'

/** Why a row could not be judged. */
export type Missing =
  /** It is being read for the first time. */
  | { readonly kind: 'reading' }
  | { readonly kind: 'notMeasured'; readonly measure: Extract<Measure, { state: 'unknown' }> | null }
  | { readonly kind: 'old'; readonly ageMs: number }
  | { readonly kind: 'noNormal' }
  /** What was seen of few requests may be chance: on either side of the limit. */
  | { readonly kind: 'few'; readonly few: FewRequests }

/** How one row judged its signal, and since when it has been crossed. */
export interface JudgedRow {
  readonly row: MatrixRow
  readonly judgement: RowJudgement
  /**
   * Start of the present crossing as far back as the samples reach; null when the row is not past its limit, and while
   * the samples have not been read.
   */
  readonly crossed: Crossed | null
  /** Null when the row was judged. */
  readonly missing: Missing | null
  /** Where it waits because no user is sent any more to what was measured; `cleanMs` is from when on readings tell, since 1970. */
  readonly left?: UsersLeft & { readonly cleanMs: number }
  /** Where it waits because whoever said it said so before the newest change: whether it is better is asked. */
  readonly isSaidBefore?: true
}

export interface RowContext {
  readonly now: Date
  /** How old a reading may be, milliseconds. */
  readonly limitMs: number
  /** The newest change of what a signal was measured of; null when nothing says when its template was changed. */
  readonly changeOf: (signal: Signal) => NewestChange | null
  readonly reachMs: number
  /** The Deployment has not been read for the first time. */
  readonly isUnread: boolean
  /** When a change was proved last, ISO; null for never. */
  readonly provedAt: string | null
  /** Rows that fired in the verdict before, with when their time is over. */
  readonly before: ReadonlyMap<string, string | null>
}

/** Judges one row; a signal that is missing, unknown or too old makes it unknown, never quiet. */
export function judgeRow(row: MatrixRow, signal: Signal | undefined, context: RowContext): JudgedRow {
  const { now, limitMs, reachMs } = context
  const normal = row.relativeToNormal ? signal && normalOf(signal) : 1
  const settled = (result: RowJudgement['result'], evidence: string, crossed: Crossed | null = null): JudgedRow => ({
    missing: null,
    row,
    judgement: {
      row: row.id,
      title: row.title,
      signal: row.signal,
      level: row.level,
      limit: normal ? limitOf(row) * normal : null,
      result,
      evidence,
      withinSeconds: row.withinSeconds,
      decideBy: result === 'fires' ? (context.before.get(row.id) ?? after(now, row.withinSeconds)) : null
    },
    crossed
  })
  const unknown = (missing: Missing, evidence: string): JudgedRow => ({ ...settled('unknown', evidence), missing })
  if (context.isUnread) return unknown({ kind: 'reading' }, 'being read')
  if (!signal) return unknown({ kind: 'notMeasured', measure: null }, 'not measured')
  const { measure } = signal
  const change = context.changeOf(signal)
  if (measure.state === 'unknown') {
    if (measure.why === 'loading') return unknown({ kind: 'reading' }, 'being read')
    return unknown({ kind: 'notMeasured', measure }, `not measured: ${measure.detail}${lastOf(signal, measure, now)}`)
  }
  const ageMs = now.getTime() - Date.parse(measure.observedAt)
  if (isStale(measure.observedAt, now, limitMs))
    return unknown({ kind: 'old', ageMs }, `reading is ${formatDuration(ageMs)} old, not counted`)
  if (!normal) {
    const isRead = signal.normal.state === 'known' || signal.normal.why !== 'loading'
    const evidence = `${inUnit(measure.value, signal.unit)}, normal ${isRead ? 'not measured' : 'being read'}`
    return unknown({ kind: isRead ? 'noNormal' : 'reading' }, evidence)
  }
  const number = heldAgainst(row, signal, measure.value, normal)
  const evidence = measure.few ? `${number}; ${fewWords(measure.few)}` : number
  const held = context.before.has(row.id) ? lingering(row) : row
  // No share is relative to a normal one.
  const isPast = measure.few ? heldByFew(held, measure.few) : isWithin(held, measure.value / normal)
  if (measure.few && isPast === null) return unknown({ kind: 'few', few: measure.few }, `${evidence}; too few to tell`)
  if (!isPast) {
    const quiet = settled('quiet', evidence)
    if (change === null || !holdsBefore(row.signal, measure.observedAt, change)) return quiet
    return { ...quiet, judgement: { ...quiet.judgement, ofBefore: true } }
  }
  const reading = { at: measure.observedAt, value: measure.value }
  const crossed = crossedSince(
    held,
    signal,
    normal,
    reading,
    (value) => isWithin(held, value / normal),
    context.provedAt
  )
  const past = {
    row,
    limit: limitOf(row) * normal,
    value: measure.value,
    observedAt: measure.observedAt,
    series: signal.series
  }
  const { left } = signal
  // A later reading is of users who are there all the same: routes are a wish until the mesh has them.
  const cleanMs = left === undefined ? 0 : Date.parse(left.sinceAt ?? left.seenAt) + reachMs
  if (left !== undefined && Date.parse(measure.observedAt) < cleanMs) {
    const waits = settled('waits', `${evidence}; ${leftText(left)}: holds requests of before`, crossed)
    return { ...waits, left: { ...left, cleanMs } }
  }
  if (change !== null && mayBeOfBefore(past, change, reachMs))
    return settled(
      'waits',
      `${evidence}; ${row.signal === 'memoryLeft' ? 'of pods' : 'may hold requests'} of before ${change.revision === null ? 'the newest change' : `revision ${change.revision}`}${change.workload === undefined ? '' : ` of ${change.workload}`}`,
      crossed
    )
  const fires = settled('fires', evidence, crossed)
  const saidAt = isReported(signal.id) ? signal.series?.at(-1)?.at : undefined
  if (saidAt !== undefined && change !== null && Date.parse(saidAt) < change.startedMs)
    return { ...settled('waits', `${evidence}; said before the newest change`, crossed), isSaidBefore: true }
  return saidAt === undefined ? fires : { ...fires, judgement: { ...fires.judgement, saidAt } }
}

function lastOf(signal: Signal, { last }: Extract<Measure, { state: 'unknown' }>, now: Date): string {
  if (!last) return ''
  return ` Last ${inUnit(last.value, signal.unit)}, ${formatDuration(now.getTime() - Date.parse(last.observedAt))} ago.`
}

/** A row that fires already: it goes on until its value has left for good, so that nothing flaps about a limit. */
function lingering(row: MatrixRow): MatrixRow {
  if (row.leave === null) return row
  return isFromAbove(row.signal) ? { ...row, max: row.leave } : { ...row, min: row.leave }
}

function after(now: Date, seconds: number): string {
  return new Date(now.getTime() + seconds * 1_000).toISOString()
}

/** Where a row begins, in the signal's unit or as a multiple of normal: some are crossed from above. */
export function limitOf(row: MatrixRow): number {
  return (isFromAbove(row.signal) ? row.max : row.min) ?? row.max ?? 0
}

function normalOf(signal: Signal): number | null {
  return signal.normal.state === 'known' && signal.normal.value > 0 ? signal.normal.value : null
}

/** The value and the limit of its row, so exactly that the two are told apart. */
function heldAgainst(row: MatrixRow, signal: Signal, value: number, normal: number): string {
  const { unit, said } = signal
  if (said !== undefined) return said
  if (!row.relativeToNormal || unit === 's') {
    const words = besideLimit(value, limitOf(row) * normal, unit)
    return `${words.value}, limit ${words.limit}`
  }
  const words = besideLimit(value / normal, limitOf(row), 'times')
  return `${inUnit(value, unit)}, ${words.value} normal (${inUnit(normal, unit)}), limit ${words.limit}`
}
