import type { Signal } from '../../../contract/index.ts'
import { inUnit } from '../../ui/format-measure.ts'
import type { Level } from './limits.ts'
import { availabilityLevel, errorLevel, limits, p95Level } from './limits.ts'

export interface SignalDescription {
  readonly level: Level
  /** Limit and normal, beside the value. */
  readonly text: string
  /** In the signal's unit; null when there is none to draw. */
  readonly limit: number | null
  /** The picture in words. */
  readonly summary: string
}

/** What stands beside a known value: its limit, what is normal, and what its last minutes did. */
export function describeSignal(signal: Signal): SignalDescription {
  const value = signal.measure.state === 'known' ? signal.measure.value : 0
  const normal = signal.normal.state === 'known' ? signal.normal.value : null
  const { limit, level, text } = judged(signal, value, normal)
  return { limit, level, text, summary: summary(signal, limit) }
}

function judged(signal: Signal, value: number, normal: number | null): Omit<SignalDescription, 'summary'> {
  const usual = normal === null ? 'normal unknown' : `normal ${inUnit(normal, signal.unit)}`
  switch (signal.id) {
    case 'errorRatio':
      return { level: errorLevel(value), limit: limits.errorRatio.rollBack, text: `limit 5 %, ${usual}` }
    case 'p95':
      return {
        level: p95Level(value, normal),
        limit: normal === null ? null : normal * limits.p95.rollBack,
        text: normal === null || normal <= 0 ? usual : times(value / normal, normal)
      }
    case 'availability':
      return { level: availabilityLevel(value), limit: limits.availability.rollBack, text: 'limit 99 %' }
    default:
      return { level: '', limit: null, text: usual }
  }
}

function times(factor: number, normal: number): string {
  return factor < 1.5 ? `normal ${inUnit(normal, 'ms')}` : `${factor.toFixed(1)}× normal (${inUnit(normal, 'ms')})`
}

function summary(signal: Signal, limit: number | null): string {
  const known = signal.series.flatMap((point) => (point.value === null ? [] : [point.value]))
  const last = known.at(-1)
  if (last === undefined) return 'No samples.'
  const low = inUnit(Math.min(...known), signal.unit)
  const high = inUnit(Math.max(...known), signal.unit)
  const over = limit === null ? '' : `, limit ${inUnit(limit, signal.unit)}`
  return `From ${low} to ${high}, now ${inUnit(last, signal.unit)}${over}.`
}
