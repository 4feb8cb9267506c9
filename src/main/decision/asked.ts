import { asksForChange, type RowJudgement, type Verdict, type VerdictLevel } from '../../contract/index.ts'
import { severity } from './severity.ts'

/** What is left of an earlier verdict: of this session, or of the record after a restart. */
export type EarlierVerdict = Pick<Verdict, 'asked' | 'firstCrossedAt' | 'judgedAt'> & {
  /** Left out where it is not known which rows fired then. */
  readonly wasCrossedAt?: string | null | undefined
  readonly judgements?: readonly Pick<RowJudgement, 'row' | 'result' | 'decideBy'>[] | undefined
}

/** A limit that is crossed so long after a verdict, milliseconds, is crossed anew: the trouble of then has ended. */
export const sameTroubleMs = 150_000

/** The verdict before, when the trouble that it was about still goes on; null when it is another one. */
export function sameTrouble(previous: EarlierVerdict | null, crossedAt: string | null): EarlierVerdict | null {
  if (previous === null || crossedAt === null) return previous
  return Date.parse(crossedAt) - Date.parse(previous.judgedAt) > sameTroubleMs ? null : previous
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
