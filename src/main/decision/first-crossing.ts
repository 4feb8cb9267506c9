import type { RowJudgement, Signal, SignalId, Verdict } from '../../contract/index.ts'
import { besideLimit } from '../../contract/words/format-measure.ts'
import { isFromAbove } from './matrix.ts'
import { subjects } from './sentence.ts'
import { severity } from './severity.ts'

/**
 * How a service first crossed a limit, with the value of that moment: `First crossed a limit: errors 6.2 %, limit 5 %`.
 * The most severe row where several were crossed together. Null while nothing is past a limit, or since when is not known.
 */
export function firstCrossing(
  { firstCrossedAt, isCrossedEarlier, judgements }: Pick<Verdict, 'firstCrossedAt' | 'isCrossedEarlier' | 'judgements'>,
  signals: readonly Signal[]
): { readonly at: string; readonly text: string } | null {
  if (firstCrossedAt === null) return null
  const began = isCrossedEarlier
    ? 'Past a limit then or earlier, in the first reading there is'
    : 'First crossed a limit'
  const past = judgements
    .filter(({ result }) => result === 'fires' || result === 'waits')
    .toSorted((a, b) => severity[b.level] - severity[a.level])
  for (const judgement of past) {
    const words = wordsOf(judgement, signals, firstCrossedAt)
    if (words !== null) return { at: firstCrossedAt, text: `${began}: ${words}` }
  }
  return { at: firstCrossedAt, text: `${began}; the value of that moment is not known` }
}

/** Null for a row that was crossed at another time. */
function wordsOf({ signal: id, limit }: RowJudgement, signals: readonly Signal[], at: string): string | null {
  const signal = signals.find((each) => each.id === id)
  const value = signal && limit !== null ? valueAt(signal, at, limit) : null
  if (signal?.said !== undefined) return `${inSentence(subjects[id])} ${signal.said}`
  if (!signal || limit === null || value === null || !isPast(id, value, limit)) return null
  const words = besideLimit(value, limit, signal.unit)
  return `${inSentence(subjects[id])} ${words.value}, limit ${words.limit}`
}

function valueAt({ id, measure, series }: Signal, at: string, limit: number): number | null {
  // Time that passes crosses its limit at the limit.
  if (id === 'newPodsUnavailable') return limit
  const sample = series?.find((each) => each.at === at)
  if (sample) return sample.value
  return measure.state === 'known' && measure.observedAt === at ? measure.value : null
}

/** Some are crossed from above. */
function isPast(id: SignalId, value: number, limit: number): boolean {
  return isFromAbove(id) ? value <= limit : value >= limit
}

/** `P95` keeps its letter. */
function inSentence(subject: string): string {
  return /^[A-Z]\d/.test(subject) ? subject : subject.charAt(0).toLowerCase() + subject.slice(1)
}
