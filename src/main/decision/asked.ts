import { asksForChange, type RowJudgement, type Verdict, type VerdictLevel } from '../../contract/index.ts'
import type { Crossed } from './crossed-since.ts'
import { severity } from './severity.ts'

/** What is left of an earlier verdict: of this session, or of the record after a restart. */
export type EarlierVerdict = Pick<Verdict, 'asked' | 'firstCrossedAt' | 'judgedAt'> & {
  /** Left out where it is not known which rows fired then. */
  readonly wasCrossedAt?: string | null | undefined
  readonly isCrossedEarlier?: boolean | undefined
  readonly wasCrossedEarlier?: boolean | undefined
  readonly unended?: Verdict['unended'] | undefined
  readonly judgements?: readonly Pick<RowJudgement, 'row' | 'result' | 'decideBy'>[] | undefined
}

/** A limit that is crossed so long after a verdict, milliseconds, is crossed anew: the trouble of then has ended. */
export const sameTroubleMs = 150_000

/**
 * The verdict before, when the trouble that it was about still goes on; null when it is another one. A limit that is past
 * in the first reading there is was not seen to be crossed anew.
 */
export function sameTrouble(previous: EarlierVerdict | null, crossing: Crossed | null): EarlierVerdict | null {
  if (previous === null || crossing === null || crossing.isEarlier) return previous
  return Date.parse(crossing.at) - Date.parse(previous.judgedAt) > sameTroubleMs ? null : previous
}

/**
 * Since when a decision is asked for. It stays while the trouble goes on, also through what cannot be told, and starts
 * again when more is asked than ever before; when all is well it ends.
 */
export function askedSince(level: VerdictLevel, previous: EarlierVerdict | null, now: Date): Verdict['asked'] {
  if (level === 'hold') return null
  const before = previous?.asked ?? null
  if (!asksForChange(level) || (before !== null && severity[before.level] >= severity[level])) return before
  return { level, at: now.toISOString() }
}

/** When the trouble of the verdict before began, where that has not been seen to end: what is not measured ends nothing. */
export function stillCrossed(previous: EarlierVerdict | null): Crossed | null {
  if (previous === null) return null
  const {
    firstCrossedAt,
    isCrossedEarlier = false,
    wasCrossedAt = null,
    wasCrossedEarlier = false,
    unended = []
  } = previous
  if (firstCrossedAt !== null) return { at: firstCrossedAt, isEarlier: isCrossedEarlier }
  return wasCrossedAt !== null && unended.length > 0 ? { at: wasCrossedAt, isEarlier: wasCrossedEarlier } : null
}
