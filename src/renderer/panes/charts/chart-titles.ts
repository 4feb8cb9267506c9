import type { ChartId, SignalId } from '../../../contract/index.ts'

export const chartTitles: Readonly<Record<ChartId, string>> = {
  errorRatio: 'Errors',
  latency: 'Latency',
  requestRate: 'Requests',
  availability: 'Availability'
}

/** The signal whose limit is drawn in a chart. */
export const chartSignals: Readonly<Record<ChartId, SignalId>> = {
  errorRatio: 'errorRatio',
  latency: 'p95',
  requestRate: 'requestRate',
  availability: 'availability'
}
