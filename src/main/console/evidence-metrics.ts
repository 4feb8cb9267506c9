import { FailureError, failureOf, type ChartId, type RowJudgement, type SignalId } from '../../contract/index.ts'
import { chartsPicture, type EvidenceSource } from '../evidence/index.ts'
import type { ChartsRead } from '../status/index.ts'
import type { EvidenceOf } from './evidence-of.ts'

const titles: Readonly<Record<ChartId, string>> = {
  errorRatio: 'Errors',
  latency: 'Latency (P50, P95, P99)',
  requestRate: 'Requests',
  availability: 'Availability',
  memory: 'Memory, largest pod',
  cpu: 'CPU, busiest pod',
  restarts: 'Restarts in 5 min'
}

/** The signal whose limit is drawn in a chart. */
const limitOf: Readonly<Partial<Record<ChartId, SignalId>>> = {
  errorRatio: 'errorRatio',
  latency: 'p95',
  requestRate: 'requestRate',
  availability: 'availability'
}

/**
 * The metrics as data and as a picture: what was judged, and the golden signals from before the first crossing on, read once for both.
 * Where they cannot be read, both of it are left out and named, and what was judged is there all the same.
 */
export function evidenceOfMetrics(of: EvidenceOf): readonly EvidenceSource[] {
  const { signals, redacted } = of
  const json = (value: unknown): string => `${JSON.stringify(redacted(value), null, 2)}\n`
  let reading: Promise<ChartsRead> | null = null
  const sinceBefore = (abort: AbortSignal): Promise<ChartsRead> => {
    reading ??= of.sinceBefore(abort).then((read) => read ?? refuse())
    return reading
  }
  return [
    {
      path: 'metrics.json',
      command: '',
      read: () =>
        json(
          signals.map(({ id, unit, measure, normal, source, series }) => ({
            id,
            unit,
            measure,
            normal,
            query: source,
            series
          }))
        )
    },
    { path: 'charts.json', command: '', read: async (abort) => json(await sinceBefore(abort)) },
    {
      path: 'metrics.svg',
      command: '',
      read: async (abort) => String(redacted(pictureOf(await sinceBefore(abort), of)))
    }
  ]
}

function refuse(): never {
  throw new FailureError(failureOf('missing', 'no Prometheus is known'))
}

function pictureOf({ workload, source, times, charts }: ChartsRead, { ref, environment, verdict }: EvidenceOf): string {
  const crossedAt = verdict?.firstCrossedAt ?? null
  return chartsPicture({
    title: `${ref.namespace}/${workload}, ${environment}, from ${source}`,
    times,
    marks: crossedAt === null ? [] : [{ at: crossedAt, text: 'first crossed a limit' }],
    charts: charts.map(({ id, unit, lines }) => ({
      title: titles[id],
      unit,
      lines,
      limit: severest(verdict?.judgements.filter(({ signal }) => signal === limitOf[id]) ?? [])
    }))
  })
}

/** The limit at which to act, as the window draws it. */
function severest(own: readonly RowJudgement[]): number | null {
  const acts = own.find(({ level }) => level === 'rollBack' || level === 'declareIncident')
  return (acts ?? own[0])?.limit ?? null
}
