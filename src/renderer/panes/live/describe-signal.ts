import type { FewRequests, RowJudgement, SeriesPoint, Signal } from '../../../contract/index.ts'
import { fewWords } from '../../../contract/words/few-words.ts'
import { besideLimit, inUnit } from '../../../contract/words/format-measure.ts'
import { weekAgoText } from '../../../contract/words/week-ago-text.ts'
import type { Tone } from '../../ui/tone.ts'
import { toneOf } from '../../ui/tone.ts'

export interface SignalDescription {
  readonly tone: Tone
  /** The value, as exactly as it takes to tell it from the limit; empty while it is unknown. */
  readonly value: string
  /** Limit and normal, beside the value. */
  readonly text: string
  /** That the value is of before a change, or of before users left; empty where it is of now. */
  readonly old: string
  /** The limit to draw, in the signal's unit; null when there is none. */
  readonly limit: number | null
  /** The picture in words. */
  readonly summary: string
}

/** What stands beside a known value: its limit, what is normal, and what its last minutes did, as main judged them. */
export function describeSignal(signal: Signal, judgements: readonly RowJudgement[]): SignalDescription {
  const own = judgements.filter((judgement) => judgement.signal === signal.id)
  const fires = own.filter((judgement) => judgement.result === 'fires')
  // What no route sends anybody to any more hurts nobody now, whatever its last minute says, unless somebody reaches it all the same.
  const isLeft = signal.left !== undefined && fires.length === 0
  const few = signal.measure.state === 'known' ? signal.measure.few : undefined
  const isFew = few !== undefined && fires.length === 0
  const waits = isLeft || own.some(({ result, ofBefore }) => result === 'waits' || ofBefore === true)
  const tones = fires.map((judgement) => toneOf(judgement.level))
  const severe = own.find((judgement) => toneOf(judgement.level) === 'bad') ?? own[0]
  const limit = severe?.limit ?? null
  return {
    tone: isLeft || isFew ? 'unk' : tones.includes('bad') ? 'bad' : waits ? 'unk' : (tones[0] ?? ''),
    limit,
    ...withWeekAgo(signal, withFew(few, beside(signal, limit))),
    old: waits ? 'holds requests of before' : '',
    summary: summary(signal, limit)
  }
}

/** The past minutes as they are drawn: what users saw, also where another workload is told of by now. */
export function drawnOf({ series, earlier }: Pick<Signal, 'series' | 'earlier'>): readonly SeriesPoint[] {
  return earlier?.series ?? series ?? []
}

/** What few requests can tell comes before everything that a value is held against. */
function withFew<T extends Pick<SignalDescription, 'text'>>(few: FewRequests | undefined, said: T): T {
  return few === undefined ? said : { ...said, text: `${fewWords(few)}; ${said.text}` }
}

/** What was normal a week ago stands beside it where that says something else. */
function withWeekAgo<T extends Pick<SignalDescription, 'text'>>(signal: Signal, said: T): T {
  const week = signal.left === undefined && signal.measure.state === 'known' ? weekAgoText(signal) : ''
  return week === '' ? said : { ...said, text: said.text === '' ? week : `${said.text}, ${week}` }
}

function beside(
  { id, unit, measure, normal: before, left, said }: Signal,
  limit: number | null
): Pick<SignalDescription, 'value' | 'text'> {
  const normal = before.state === 'known' ? before.value : null
  const none = before.state === 'unknown' && before.why === 'loading' ? 'reading what is normal' : 'normal unknown'
  const usual = normal === null ? none : `normal ${inUnit(normal, unit)}`
  if (measure.state === 'unknown') return { value: '', text: usual }
  // A number alone does not say it.
  if (said !== undefined) return { value: inUnit(measure.value, unit), text: said, ...wordOf(id, measure.value, said) }
  // What nobody is sent to any more has nothing that is normal.
  if (left !== undefined)
    return {
      value: limit === null ? inUnit(measure.value, unit) : besideLimit(measure.value, limit, unit).value,
      text: limit === null || unit === 'ms' ? '' : `act at ${besideLimit(measure.value, limit, unit).limit}`
    }
  if (limit === null || unit === 'ms') {
    const times = normal !== null && normal > 0 ? measure.value / normal : 0
    const isRaised = unit === 'ms' && normal !== null && times >= 1.5
    const text = isRaised ? `${inUnit(times, 'times')} normal (${inUnit(normal, unit)})` : usual
    return { value: inUnit(measure.value, unit), text }
  }
  const words = besideLimit(measure.value, limit, unit)
  const text = `act at ${words.limit}`
  return { value: words.value, text: id === 'availability' ? text : `${text}, ${usual}` }
}

/** In place of a number that stands for something else: what does not grow would last for a month. */
function wordOf(id: Signal['id'], value: number, said: string): Partial<Pick<SignalDescription, 'value' | 'text'>> {
  if (id !== 'memoryLeft') return {}
  // Main says it as the rest of a sentence that begins with the memory.
  const text = said.replace(/^of /, '')
  return { value: value >= monthSeconds ? 'steady' : `full in ${inUnit(value, 's')}`, text }
}

/** From here on main means that nothing grows, seconds. */
const monthSeconds = 30 * 86_400

function summary(signal: Signal, limit: number | null): string {
  const known = drawnOf(signal).flatMap((point) => (point.value === null ? [] : [point.value]))
  const last = known.at(-1)
  if (last === undefined) return 'No samples.'
  const low = inUnit(Math.min(...known), signal.unit)
  const high = inUnit(Math.max(...known), signal.unit)
  if (limit === null) return `From ${low} to ${high}, now ${inUnit(last, signal.unit)}.`
  const words = besideLimit(last, limit, signal.unit)
  return `From ${low} to ${high}, now ${words.value}, limit ${words.limit}.`
}
