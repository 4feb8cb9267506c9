import type { TrafficShare } from '../../ports/traffic-share.ts'
import { largestShare } from './largest-share.ts'
import type { RuleSplit } from './split.ts'

/**
 * What part of all requests a workload gets, 0 to 1: what these rules ask for, where each of them is for everybody. A rule
 * that is for some requests only, by a cookie or a header, says nothing of all of them: there what was counted tells it, and
 * without a count the rules for everybody. Null where nothing tells it. Pure.
 */
export function shareNow(
  splits: readonly RuleSplit[],
  workload: string,
  counted: TrafficShare | null | undefined
): number | null {
  const forAll = splits.filter(({ rule }) => !rule.isSticky && rule.onlyFor === '')
  if (forAll.length < splits.length && counted?.kind === 'known') return counted.share
  return largestShare(forAll, workload)
}
