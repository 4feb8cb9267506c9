import type { ChartId, SignalId } from '../../../contract/index.ts'

export const chartTitles: Readonly<Record<ChartId, string>> = {
  errorRatio: 'Errors',
  latency: 'Latency',
  requestRate: 'Requests',
  availability: 'Availability',
  memory: 'Memory, largest pod',
  cpu: 'CPU, busiest pod',
  restarts: 'Restarts in 5 min'
}

/** The signal whose limit is drawn in a chart; none for what no row of the matrix judges as it is drawn. */
export const chartSignals: Readonly<Partial<Record<ChartId, SignalId>>> = {
  errorRatio: 'errorRatio',
  latency: 'p95',
  requestRate: 'requestRate',
  availability: 'availability'
}
