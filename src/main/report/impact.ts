import type { Verdict } from '../../contract/index.ts'
import { formatDuration } from '../../contract/words/format-duration.ts'
import { utc } from '../../contract/words/format-time.ts'
import type { JournalRecord } from '../ports/journal.ts'
import type { AskedOutcome } from './asked-outcome.ts'
import type { ReportedOutage } from './status-update.ts'
import { feltIn, pastText, type Felt } from './felt.ts'
import { troublesIn, type Hole, type Trouble } from './trouble.ts'

/** What users sent and what of it failed, as it was read when a verdict was recorded. */
export interface Traffic {
  readonly requestsPerSecond: number
  /** 0 to 1. */
  readonly errorRatio: number
}

/** So many troubles are told one by one. */
const mostTold = 3

/**
 * What users went through, where it was measured: how long each time, and about how many requests failed. Between two
 * readings the earlier one counts, and none while nothing was measured. What users felt ends with the first measured reading
 * under every limit, not with the proof. Of an incident that is not over it says what was measured, once anything of it
 * was over; empty before that, and without the number where no reading says it.
 * @param startedAt ISO
 * @param restoredAt of the proof, ISO; empty where none holds
 * @param asked what became of what asked for the run that was proved
 * @param isEarlier it started then or earlier: the time and the requests are the least that there were
 */
export function impactText(
  records: readonly JournalRecord[],
  startedAt: string,
  restoredAt: string,
  isEarlier = false,
  asked: AskedOutcome = { open: [], betterAt: null }
): string {
  const [from, proved] = [Date.parse(startedAt), Date.parse(restoredAt)]
  const seen = troublesIn(records, startedAt)
  const told: readonly Trouble[] =
    seen.length > 0 ? seen : proved > from ? [{ from, to: proved, end: 'proof', holes: [], signals: new Set() }] : []
  if (told.every(({ end }) => end === 'open')) return ''
  const felt = feltIn(told)
  const ended = endedAs(told, felt, asked)
  const failed = felt === 'errors' ? failedRequests(records, told) : null
  const isWhole = told.every(({ holes }) => holes.length === 0)
  const counted = isWhole ? '' : ' while it was measured'
  const words = felt === 'other' ? otherWords(isErrorsKnown(records, told), told) : harmWords[felt]
  const said = harm(ended, { isEarlier, isOfWindow: felt === 'errors' || felt === 'slow', words })
  return failed === null
    ? `${said}.`
    : `${said}; ${isEarlier ? 'at least ' : ''}about ${rounded(failed)} requests failed${counted} (request rate × error ratio).`
}

/**
 * When users were well again, for the same words everywhere: ISO, or what `restoredAt` says where no verdict says more;
 * empty where trouble came after that. `isLatest`: nothing was measured before it, so it may have been earlier.
 */
export function wellAgainAt(
  records: readonly JournalRecord[],
  startedAt: string,
  restoredAt: string
): { readonly at: string; readonly isLatest: boolean } {
  const last = restoredAt === '' ? undefined : troublesIn(records, startedAt).at(-1)
  if (last === undefined) return { at: restoredAt, isLatest: false }
  if (last.end === 'open') return { at: '', isLatest: false }
  const at = last.end === 'calm' ? new Date(last.to).toISOString().replace('.000Z', 'Z') : restoredAt
  return { at, isLatest: blindEnd(last) !== null }
}

/** What users went through from that time on, ISO. */
export function feltSince(records: readonly JournalRecord[], startedAt: string): Felt {
  return feltIn(troublesIn(records, startedAt))
}

/** When the readings were within every limit again, ISO, with nothing of ours that proves it; empty where they were not. */
export function calmAgainAt(records: readonly JournalRecord[], startedAt: string): string {
  const last = startedAt === '' ? undefined : troublesIn(records, startedAt).at(-1)
  return last?.end === 'calm' ? new Date(last.to).toISOString() : ''
}

/** A shorter time without errors, milliseconds, is no time in which users were well. */
const briefMs = 60_000

/**
 * When the last outage began, ISO, and those before it that had ended; `startedAt` alone where the verdicts do not say more.
 */
export function outagesIn(
  records: readonly JournalRecord[],
  startedAt: string
): { readonly startedAt: string; readonly before: readonly ReportedOutage[] } {
  const iso = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z')
  const apart = troublesIn(records, startedAt).reduce<{ readonly from: number; readonly to: number }[]>(
    (all, { from, to }) => {
      const last = all.at(-1)
      return last && !isProvedIn(records, last.to, from) && from - last.to < briefMs
        ? [...all.slice(0, -1), { from: last.from, to }]
        : [...all, { from, to }]
    },
    []
  )
  const last = apart.at(-1)
  if (last === undefined || apart.length < 2) return { startedAt, before: [] }
  return {
    startedAt: iso(last.from),
    before: apart.slice(0, -1).map(({ from, to }) => ({ from: iso(from), to: iso(to) }))
  }
}

/** Users were told then that it is over, however short that was. */
function isProvedIn(records: readonly JournalRecord[], fromMs: number, toMs: number): boolean {
  return records.some(({ kind, t, body }) => {
    const at = Date.parse(t)
    return (kind === 'reconcile' || kind === 'settled') && body['proved'] === true && at >= fromMs && at <= toMs
  })
}

/** Nothing is said to have failed that was not measured to: a status page is made of this as well. */
const harmWords: Readonly<Record<Exclude<Felt, 'other'>, string>> = {
  errors: 'Users saw errors',
  slow: 'Requests were slow',
  said: 'Users reported problems, which no reading shows,'
}

function otherWords(isKnown: boolean, told: readonly Trouble[]): string {
  const measured = isKnown
    ? 'No failure of requests was measured'
    : 'Whether requests failed is not known for all of it'
  return `${measured}; ${pastText(told)}`
}

/** A proof is made of readings: what people report, and what it could not tell, is over once it is said or read. */
function endedAs(told: readonly Trouble[], felt: Felt, { open, betterAt }: AskedOutcome): readonly Trouble[] {
  const isOpen = felt === 'said' || (felt === 'other' && open.length > 0)
  if (!isOpen) return told
  const overMs = felt === 'said' && open.length === 0 && betterAt !== null ? Date.parse(betterAt) : null
  return told.map((one, index) => {
    if (one.end !== 'proof') return one
    const isLast = index === told.length - 1
    return isLast && overMs !== null ? { ...one, to: overMs, end: 'calm' } : { ...one, end: 'open' }
  })
}

/** Whether each verdict of those times measured errors. */
function isErrorsKnown(records: readonly JournalRecord[], told: readonly Trouble[]): boolean {
  return records.every(({ kind, t, body }) => {
    const judgements = kind === 'verdict' ? (body['verdict'] as Partial<Verdict> | undefined)?.judgements : undefined
    const at = Date.parse(t)
    if (!Array.isArray(judgements) || !told.some(({ from, to }) => at >= from && at <= to)) return true
    const errors = judgements.filter(({ signal }) => signal === 'errorRatio')
    return errors.length > 0 && errors.every(({ result }) => result !== 'unknown')
  })
}

interface Harm {
  readonly words: string
  readonly isEarlier: boolean
  /** It is read over a window, which looks back: it was over before the first reading that says so. */
  readonly isOfWindow: boolean
}

/** In words, the first as what it was, each later one with when it began. */
function harm(told: readonly Trouble[], { words: what, isEarlier, isOfWindow }: Harm): string {
  const least = isEarlier ? 'at least ' : ''
  if (told.length > mostTold) {
    const sum = told.reduce((all, { from, to }) => all + to - from, 0)
    const [first, last] = [told[0], told.at(-1)]
    const between = first && last ? `, between ${time(first.from)} and ${time(last.to)}` : ''
    return `${what} ${told.length} times, for ${least}${formatDuration(sum)} together${between}${overText(last)}`
  }
  return told
    .map((trouble, index) => {
      const upTo = blindEnd(trouble) === null && !(trouble.end === 'calm' && isOfWindow) ? '' : 'up to '
      // At least by its beginning, and at most by its end.
      const bound = index > 0 || least === '' ? upTo : upTo === '' ? least : 'about '
      const length = `${bound}${formatDuration(trouble.to - trouble.from)}`
      const begin = index === 0 ? `${what} for ${length}` : `and again for ${length} from ${time(trouble.from)}`
      return `${begin}${endText(trouble, index, isOfWindow)}`
    })
    .join('; ')
}

function endText(trouble: Trouble, index: number, isOfWindow: boolean): string {
  const { end, to, holes } = trouble
  const hole = blindEnd(trouble)
  const between = holesText(hole === null ? holes : holes.slice(0, -1))
  if (end === 'open') return `${between}${overText(trouble)}`
  if (hole !== null) return `${between}, until at the latest ${time(to)} (not measured from ${time(hole.from)} to then)`
  if (end === 'calm' && !isOfWindow) return `${between}, until ${time(to)}`
  // A reading is of a window, a minute or more: users were well before all of it was.
  if (end === 'calm')
    return `${between}, until at the latest ${time(to)}, when the readings, which look back a minute or more, were under every limit again`
  return index === 0 ? between : `${between}, until the proof at ${time(to)}`
}

function overText(last: Trouble | undefined): string {
  return last?.end === 'open' ? ', which is not known to be over' : ''
}

function holesText(holes: readonly Hole[]): string {
  const ms = holes.reduce((all, { from, to }) => all + to - from, 0)
  const [only] = holes
  if (only === undefined) return ''
  return holes.length === 1
    ? ` (not measured from ${time(only.from)} to ${time(only.to)})`
    : ` (not measured for ${formatDuration(ms)} of it)`
}

/** What was not measured just before the end; null where it was. */
function blindEnd({ end, to, holes }: Trouble): Hole | null {
  const last = holes.at(-1)
  return end !== 'open' && last !== undefined && last.to === to ? last : null
}

function time(ms: number): string {
  return utc(new Date(ms).toISOString())
}

function failedRequests(records: readonly JournalRecord[], told: readonly Trouble[]): number | null {
  const readings = records.flatMap(({ kind, t, body }) => {
    const traffic = kind === 'verdict' ? trafficIn(body['traffic']) : null
    return traffic ? [{ at: Date.parse(t), perMs: (traffic.requestsPerSecond * traffic.errorRatio) / 1_000 }] : []
  })
  const sums = told.flatMap((trouble) => failedIn(readings, trouble) ?? [])
  return sums.length === 0 ? null : sums.reduce((sum, one) => sum + one, 0)
}

/** Null where no reading is of before its end. What is before the first of its readings counts as that one. */
function failedIn(
  readings: readonly { readonly at: number; readonly perMs: number }[],
  { from, to, holes }: Trouble
): number | null {
  const own = readings.filter(({ at }, index) => at < to && (readings[index + 1]?.at ?? Infinity) > from)
  if (own.length === 0) return null
  // The one before it is of a calmer time.
  const inside = own.filter(({ at }) => at >= from)
  const counted = inside.length > 0 ? inside : own
  return counted.reduce((sum, { at, perMs }, index) => {
    const begin = index === 0 ? from : Math.max(from, at)
    const end = Math.min(to, counted[index + 1]?.at ?? to)
    const blindMs = holes.reduce((ms, hole) => ms + Math.max(0, Math.min(end, hole.to) - Math.max(begin, hole.from)), 0)
    return sum + Math.max(0, end - begin - blindMs) * perMs
  }, 0)
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
