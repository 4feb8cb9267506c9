import { reportedSignals } from '../../contract/index.ts'
import type { Trouble } from './trouble.ts'

/**
 * What users went through in a trouble, as far as it is known: `errors` where requests failed, `slow` where they were only late,
 * `said` where people reported it and nothing measured it, `other` where a limit was past that users need not feel.
 */
export type Felt = 'errors' | 'slow' | 'said' | 'other'

/** The worst of what was over its limit. Records that do not say what it was are taken for errors, as they were told before. */
export function feltIn(troubles: readonly Pick<Trouble, 'signals'>[]): Felt {
  const signals = new Set(troubles.flatMap(({ signals: own }) => [...own]))
  if (signals.size === 0 || signals.has('errorRatio') || signals.has('availability')) return 'errors'
  if (signals.has('p95')) return 'slow'
  return reportedSignals.some((id) => signals.has(id)) ? 'said' : 'other'
}

/** What was past its limit without a failure that anything measured, as clauses. */
const grown: Readonly<Record<string, string>> = {
  memoryLeft: 'memory grew towards its limit',
  business: 'the business was under its floor',
  newPodsUnavailable: 'new pods were not ready',
  requestRate: 'traffic was not as usual'
}

/** What that was, by its name: `memory grew towards its limit`; what has none is something that was past its limit. */
export function pastText(troubles: readonly Pick<Trouble, 'signals'>[]): string {
  const signals = new Set(troubles.flatMap(({ signals: own }) => [...own]))
  const named = [...signals].flatMap((id) => (Object.hasOwn(grown, id) ? [grown[id] ?? ''] : []))
  return named.length === 0 ? 'something was past its limit' : named.join(' and ')
}
