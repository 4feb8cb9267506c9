import type { Verdict } from '../../contract/index.ts'

/**
 * What users go through now, by the verdict: `errors` where requests fail, `slow` where they are only late, `other` where
 * something is past a limit that users need not feel, `calm` where errors were measured and nothing is past a limit.
 */
export type SeenNow = 'errors' | 'slow' | 'other' | 'calm' | 'unknown'

/** Null before there is a verdict: nothing is known then. What is not measured is never calm. */
export function seenNow(verdict: Pick<Verdict, 'judgements'> | null): SeenNow {
  const judgements = verdict?.judgements ?? []
  const past = judgements
    .filter(({ result, level }) => result === 'waits' || (result === 'fires' && level !== 'hold'))
    .map(({ signal }) => signal)
  if (past.includes('errorRatio') || past.includes('availability')) return 'errors'
  if (past.includes('p95')) return 'slow'
  const errors = judgements.filter(({ signal }) => signal === 'errorRatio')
  // While nobody can tell of errors, what else is past a limit says nothing of them.
  if (errors.length === 0 || errors.some(({ result }) => result === 'unknown')) return 'unknown'
  return past.length > 0 ? 'other' : 'calm'
}
