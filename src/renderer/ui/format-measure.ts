import type { Measure, Signal } from '../../contract/index.ts'

/** A ratio as per cent with its unit: `7.8 %`, `0.2 %`, `100 %`; close to none and to all of it keeps two decimals: `0.03 %`, `99.95 %`. */
export function percent(ratio: number): string {
  const value = ratio * 100
  if (value >= 99 && value < 100) return `${(Math.floor(value * 100) / 100).toFixed(2)} %`
  if (value >= 99.995) return '100 %'
  return value > 0 && value < 0.1 ? `${value.toFixed(2)} %` : `${value.toFixed(1)} %`
}

/** Milliseconds with a unit: `183 ms`, and seconds from ten of them on: `12.3 s`. */
export function milliseconds(ms: number): string {
  return ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`
}

/** A value in the unit of its signal. */
export function inUnit(value: number, unit: Signal['unit']): string {
  if (unit === 'ratio') return percent(value)
  if (unit === 'ms') return milliseconds(value)
  if (unit === 's') return `${Math.round(value)} s`
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} req/s`
}

/** A limit, which is a round number: `5 %`, `99.9 %`, `540 ms`. */
export function limitIn(value: number, unit: Signal['unit']): string {
  return inUnit(value, unit).replace(/\.0+ /, ' ')
}

const reasons = {
  loading: 'reading',
  noPrometheus: 'no Prometheus',
  notAnswering: 'Prometheus does not answer',
  forbidden: 'not allowed',
  noTraffic: 'no traffic',
  noSamples: 'no samples'
} as const

/** Why a measure is unknown, in two or three words. */
export function whyUnknown(measure: Extract<Measure, { state: 'unknown' }>): string {
  return reasons[measure.why]
}
