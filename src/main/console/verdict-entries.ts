import { isMeasured, isReported, type ServiceRef, type ServiceView, type Verdict } from '../../contract/index.ts'
import type { Journal } from '../ports/journal.ts'
import type { Traffic } from '../report/index.ts'

/** Writes down how a service is judged. */
export interface VerdictEntries {
  /** Each verdict once, as soon as all of it is known. */
  take(verdict: Verdict, view: ServiceView): void
  /** What is measured now, as what an approval was given on: without a text it is no line of the timeline. */
  measured(verdict: Verdict, view: ServiceView): void
}

export function verdictEntries(journal: Journal, ref: ServiceRef): VerdictEntries {
  let recorded: Verdict | null = null

  function write(text: string, verdict: Verdict, view: ServiceView): void {
    journal.append('verdict', { text, ref, verdict, traffic: trafficIn(view) }).catch(() => undefined)
  }

  return {
    take(next, view) {
      const isSame =
        next.level === recorded?.level &&
        next.row === recorded.row &&
        next.firstCrossedAt === recorded.firstCrossedAt &&
        next.isCrossedEarlier === recorded.isCrossedEarlier &&
        // From when on it is measured again, the report has to know.
        (recorded === null || isMeasured(next) === isMeasured(recorded))
      if (!next.isComplete || (isSame && toldOf(next) === toldOf(recorded))) return
      recorded = next
      // That it can be told again, or not any more, of what asked for a change is for the report alone.
      write(isSame ? '' : `${next.lead} ${next.rest}`.trimEnd(), next, view)
    },
    measured: (verdict, view) => write('', verdict, view)
  }
}

/** What is told of the rows that no proof of a lever measures. */
function toldOf(verdict: Verdict | null): string {
  const own = (verdict?.judgements ?? []).filter(
    ({ signal }) => signal === 'memoryLeft' || signal === 'business' || isReported(signal)
  )
  return own.map(({ row, result }) => `${row} ${result}`).join(' ')
}

/** What users send now and what of it fails; null while one of both is unknown. */
function trafficIn(view: ServiceView): Traffic | null {
  const [rate, errors] = (['requestRate', 'errorRatio'] as const).map(
    (wanted) => view.signals.find(({ id }) => id === wanted)?.measure
  )
  if (rate?.state !== 'known' || errors?.state !== 'known') return null
  return { requestsPerSecond: rate.value, errorRatio: errors.value }
}
