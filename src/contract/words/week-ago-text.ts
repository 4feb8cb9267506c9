import type { Signal } from '../service.ts'
import { inUnit } from './format-measure.ts'

/** So much apart two values of one number are told as two: a half, of the larger one. */
const apart = 0.5
/** Ratios that differ by less, in parts of all requests, are the same to everybody. */
const leastRatio = 0.005

/**
 * What was measured at the same hour of the same weekday one week ago, where it says something else than what was normal before
 * the release, or where nothing is known of that: `a week ago 340 ms`. Empty where it says the same, or is not known. Pure.
 */
export function weekAgoText({ normal, lastWeek, unit }: Pick<Signal, 'normal' | 'lastWeek' | 'unit'>): string {
  if (lastWeek?.state !== 'known') return ''
  if (normal.state === 'known') {
    const [a, b] = [normal.value, lastWeek.value]
    const difference = Math.abs(a - b)
    const isSame =
      difference <= apart * Math.max(Math.abs(a), Math.abs(b)) || (unit === 'ratio' && difference < leastRatio)
    if (isSame) return ''
  }
  return `a week ago ${inUnit(lastWeek.value, unit)}`
}
