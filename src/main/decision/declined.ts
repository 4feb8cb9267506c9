import { asksForChange, type DeclinedView, type Signal, type SignalId, type Verdict } from '../../contract/index.ts'
import { utc } from '../../contract/words/format-time.ts'
import { isFromAbove } from './matrix.ts'
import { severity } from './severity.ts'

/** The decision not to act, and what it was made of. */
export interface Declined {
  readonly who: string
  readonly reason: string
  /** ISO. */
  readonly at: string
  readonly untilAt: string
  readonly level: Verdict['level']
  /** Rows that fired then. */
  readonly rows: readonly string[]
  /** Values of the signals of those rows. */
  readonly values: Readonly<Partial<Record<SignalId, number>>>
}

/** So many times worse than when it was decided is asked about again. */
const worseFactor = 1.5

/** What the decision is made of, from the verdict and the signals that it is about. Pure. */
export function declinedOn(
  verdict: Pick<Verdict, 'level' | 'judgements'>,
  signals: readonly Signal[]
): Pick<Declined, 'level' | 'rows' | 'values'> {
  const firing = verdict.judgements.filter(({ result }) => result === 'fires')
  const ids = new Set(firing.map(({ signal }) => signal))
  const known = signals.flatMap(({ id, measure }) =>
    ids.has(id) && measure.state === 'known' ? [[id, measure.value] as const] : []
  )
  return { level: verdict.level, rows: firing.map(({ row }) => row), values: Object.fromEntries(known) }
}

/**
 * How the decision not to act stands under a verdict: it is asked again when its time is over, and when it is worse than
 * it was then. Null when nothing is asked any more. Pure.
 */
export function declinedView(
  declined: Declined | null,
  verdict: Pick<Verdict, 'level' | 'judgements'>,
  signals: readonly Signal[],
  now: Date
): DeclinedView | null {
  if (declined === null || !asksForChange(verdict.level)) return null
  const { who, reason, at, untilAt } = declined
  return { who, reason, at, untilAt, again: whyAgain(declined, verdict, signals, now) }
}

function whyAgain(
  declined: Declined,
  verdict: Pick<Verdict, 'level' | 'judgements'>,
  signals: readonly Signal[],
  now: Date
): string | null {
  if (now.getTime() >= Date.parse(declined.untilAt)) return `its time was over at ${utc(declined.untilAt)}`
  if (severity[verdict.level] > severity[declined.level]) return 'more is asked for now than then'
  const another = verdict.judgements.find(({ row, result }) => result === 'fires' && !declined.rows.includes(row))
  if (another) return `another row fires now: ${another.title}, ${another.evidence}`
  const worse = signals.find((signal) => isWorse(signal, declined.values[signal.id]))
  const judgement = worse && verdict.judgements.find(({ signal, result }) => signal === worse.id && result === 'fires')
  return judgement ? `it is worse than then: ${judgement.title}, ${judgement.evidence}` : null
}

/** Availability is near 1: what is missing of it is compared. */
function isWorse({ id, measure }: Signal, then: number | undefined): boolean {
  if (then === undefined || measure.state !== 'known') return false
  if (id === 'availability') return 1 - measure.value > (1 - then) * worseFactor
  return isFromAbove(id) ? measure.value * worseFactor < then : measure.value > then * worseFactor
}
