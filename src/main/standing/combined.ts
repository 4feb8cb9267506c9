import type { Evidence } from '../../contract/index.ts'
import type { Standing } from '../ports/standing.ts'

/** What all of it comes to: the operator's mark outranks the rest; among the rest bad outranks good. */
export function combined(evidence: readonly Evidence[]): Standing['standing'] {
  const mark = evidence.find(({ source }) => source === 'operator')
  if (mark) return mark.verdict
  if (evidence.some(({ verdict }) => verdict === 'bad')) return 'bad'
  return evidence.some(({ verdict }) => verdict === 'good') ? 'good' : 'none'
}

/** Newest first in and out: the newest good one that can be named and is not the current one is recommended. */
export function withRecommended(
  standings: readonly Omit<Standing, 'recommended'>[],
  isCurrent: (standing: Omit<Standing, 'recommended'>) => boolean
): readonly Standing[] {
  const best = standings.find((one) => !isCurrent(one) && one.revision > 0 && one.standing === 'good')
  return standings.map((one) => ({ ...one, recommended: one === best }))
}
