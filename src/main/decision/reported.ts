import { reportedSignals, type ReportedSignal, type ReportState, type Signal } from '../../contract/index.ts'
import { utc } from '../../contract/words/format-time.ts'

/** What a person said of something that nothing measures; the last word counts. */
export interface Reported {
  readonly signal: ReportedSignal
  readonly state: ReportState
  readonly who: string
  readonly note: string
  /** ISO. */
  readonly at: string
}

const values: Readonly<Record<ReportState, number>> = { withdrawn: 0, better: 0, reported: 1, confirmed: 2 }

/** The signals that people say, each with who said it and when; 0 while nobody has. Pure. */
export function signalsSaid(reports: readonly Reported[], now: Date): readonly Signal[] {
  return reportedSignals.map((id): Signal => {
    const last = reports.findLast(({ signal }) => signal === id)
    const value = last ? values[last.state] : 0
    const observedAt = now.toISOString()
    return {
      id,
      unit: 'times',
      measure: { state: 'known', value, observedAt },
      normal: { state: 'unknown', why: 'noSamples', detail: '' },
      source: 'said by a person',
      // It is past its limit since somebody said so.
      series: last && value > 0 ? [{ at: last.at, value }] : [],
      said: saidOf(last)
    }
  })
}

function saidOf(last: Reported | undefined): string {
  if (!last) return 'nobody has reported any'
  const { state, who, note, at } = last
  return `${state === 'better' ? 'said to be better' : state} by ${who} at ${utc(at)}${note === '' ? '' : `: ${note.replace(/[.\s]+$/, '')}`}`
}
