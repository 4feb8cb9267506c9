import type { RuleSplit } from './split.ts'

/** The largest share of any of these rules that is configured for a workload, 0 to 1; null where none of them reaches it. */
export function largestShare(splits: readonly RuleSplit[], workload: string): number | null {
  const shares = splits.flatMap(({ parts }) => {
    const own = parts.filter(({ workloads }) => workloads.includes(workload))
    return own.length === 0 ? [] : [own.reduce((sum, { destination }) => sum + destination.share, 0)]
  })
  return shares.length === 0 ? null : Math.max(...shares)
}
