import type { MatrixRow, Signal } from '../../contract/index.ts'
import { isProvedBy } from './proved-by.ts'

/** Since when a limit is past, ISO. `isEarlier`: by the first reading that there is, so it was crossed then or before. */
export interface Crossed {
  readonly at: string
  readonly isEarlier: boolean
}

/** So long without readings, milliseconds, between two that are past the limit is no time in which it was kept. */
const shortGapMs = 150_000
/** What is read over time: without its past nobody knows since when. */
const overTime: readonly Signal['id'][] = ['errorRatio', 'p95', 'availability', 'requestRate', 'memoryLeft']

/**
 * Since when a signal is past the limit of a row as far back as its samples reach; null while they have not been read.
 * @param isPast of a value, in the signal's unit
 * @param provedAt when it was last shown to be within its limit, ISO: what was past it before that has ended
 */
export function crossedSince(
  row: Pick<MatrixRow, 'min'>,
  signal: Signal,
  normal: number,
  now: { readonly at: string; readonly value: number },
  isPast: (value: number) => boolean,
  provedAt: string | null = null
): Crossed | null {
  if (signal.id === 'newPodsUnavailable') {
    const overSeconds = now.value - (row.min ?? 0) * normal
    return { at: new Date(Date.parse(now.at) - overSeconds * 1_000).toISOString(), isEarlier: false }
  }
  if (signal.series === null) return null
  const provedMs = provedAt === null || !isProvedBy(signal.id) ? -Infinity : Date.parse(provedAt)
  let since = now.at
  let isSeenWithin = false
  for (const { at, value } of signal.series.toReversed()) {
    if (value === null) continue
    isSeenWithin = !isPast(value) || Date.parse(at) <= provedMs
    if (isSeenWithin || Date.parse(since) - Date.parse(at) > shortGapMs) break
    since = at
  }
  // How fast memory grows is read once at a time, and it grew before somebody looked.
  const isMissed = (signal.series.length > 0 || signal.id === 'memoryLeft') && !isSeenWithin
  return { at: since, isEarlier: overTime.includes(signal.id) && isMissed }
}

/** The one that began first; null of none. */
export function firstOf(all: readonly (Crossed | null)[]): Crossed | null {
  return all.reduce<Crossed | null>(
    (first, one) => (one !== null && (first === null || one.at < first.at) ? one : first),
    null
  )
}
