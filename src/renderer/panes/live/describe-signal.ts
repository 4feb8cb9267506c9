import type { RowJudgement, Signal } from '../../../contract/index.ts'
import { inUnit, limitIn } from '../../ui/format-measure.ts'
import type { Tone } from '../../ui/tone.ts'
import { toneOf } from '../../ui/tone.ts'

export interface SignalDescription {
  readonly tone: Tone
  /** Limit and normal, beside the value. */
  readonly text: string
  /** The limit to draw, in the signal's unit; null when there is none. */
  readonly limit: number | null
  /** The picture in words. */
  readonly summary: string
}

/** What stands beside a known value: its limit, what is normal, and what its last minutes did, as main judged them. */
export function describeSignal(signal: Signal, judgements: readonly RowJudgement[]): SignalDescription {
  const own = judgements.filter((judgement) => judgement.signal === signal.id)
  const fires = own.filter((judgement) => judgement.result === 'fires')
  const waits = own.some((judgement) => judgement.result === 'waits')
  const tones = fires.map((judgement) => toneOf(judgement.level))
  const severe = own.find((judgement) => toneOf(judgement.level) === 'bad') ?? own[0]
  const limit = severe?.limit ?? null
  return {
    tone: tones.includes('bad') ? 'bad' : waits ? 'unk' : (tones[0] ?? ''),
    limit,
    text: waits ? `${beside(signal, limit)}; holds requests of before` : beside(signal, limit),
    summary: summary(signal, limit)
  }
}

function beside(signal: Signal, limit: number | null): string {
  const { unit } = signal
  const normal = signal.normal.state === 'known' ? signal.normal.value : null
  const value = signal.measure.state === 'known' ? signal.measure.value : 0
  const isReading = signal.normal.state === 'unknown' && signal.normal.why === 'loading'
  const none = isReading ? 'reading what is normal' : 'normal unknown'
  const usual = normal === null ? none : `normal ${inUnit(normal, unit)}`
  if (unit === 'ms' && normal !== null && normal > 0 && value / normal >= 1.5)
    return `${(value / normal).toFixed(1)}× normal (${inUnit(normal, unit)})`
  if (signal.id === 'availability' && limit !== null) return `limit ${limitIn(limit, unit)}`
  return limit === null || unit === 'ms' ? usual : `limit ${limitIn(limit, unit)}, ${usual}`
}

function summary(signal: Signal, limit: number | null): string {
  const known = (signal.series ?? []).flatMap((point) => (point.value === null ? [] : [point.value]))
  const last = known.at(-1)
  if (last === undefined) return 'No samples.'
  const low = inUnit(Math.min(...known), signal.unit)
  const high = inUnit(Math.max(...known), signal.unit)
  const over = limit === null ? '' : `, limit ${limitIn(limit, signal.unit)}`
  return `From ${low} to ${high}, now ${inUnit(last, signal.unit)}${over}.`
}
