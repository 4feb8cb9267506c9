import { formatRatio } from '../../../contract/words/format-measure.ts'
import { utc } from '../../../contract/words/format-time.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { ratesOf, type RequestRates } from '../../ports/request-rates.ts'
import { largestShare } from './largest-share.ts'
import { reachedBy, type RuleSplit } from './split.ts'

/**
 * Requests are counted over a minute, and proxies that lost istiod take up to half a minute to find it again
 * (docs/upstream-facts.md, Istio and Envoy): before that, what is counted may be of before the route was written.
 */
const settledMs = 120_000

/** Less than so much of all requests is what still runs out, such as long answers. */
const fewest = 0.01

/**
 * Routes that are written and do not hold: no rule sends anything to a workload, and requests reach it all the same. Either
 * istiod has not pushed them, or proxies are not connected to it; the objects say the same in both. One sentence each. Pure.
 *
 * @param rates requests per second by the workload that they reached, over the last minute
 */
export function notArrived(
  splits: readonly RuleSplit[],
  rates: RequestRates,
  isMeshDown: boolean,
  now: Date
): readonly string[] {
  const names = [...reachedBy(splits.map((split) => ({ ...split, mirrors: [] })))]
  const copied = new Set(splits.flatMap(({ mirrors }) => mirrors.flatMap(({ workloads }) => workloads.flat())))
  const counted = ratesOf(names, rates)
  if (typeof counted === 'string') return []
  const total = [...counted.values()].reduce((sum, rate) => sum + rate, 0)
  const writtenMs = Math.max(...splits.map(({ route }) => specWrittenMs(route.object)))
  // A route that does not say when it was written may just have been.
  if (total === 0 || !(now.getTime() - writtenMs > settledMs)) return []
  return names.flatMap((name) => {
    const share = (counted.get(name) ?? 0) / total
    if (copied.has(name) || largestShare(splits, name) !== 0 || share < fewest) return []
    const why = isMeshDown
      ? 'istiod does not answer, and pushes nothing.'
      : 'istiod has not pushed it, or proxies are not connected to istiod.'
    return [
      `0 % is configured for ${name} since ${utc(new Date(writtenMs).toISOString())}, and ${formatRatio(share)} of the requests reach it: the proxies do not have that route. ${why}`
    ]
  })
}

/** When the object itself was last written, milliseconds; NaN where nothing says so. */
function specWrittenMs({ metadata }: KubeObject): number {
  const times = (metadata.managedFields ?? [])
    .filter(({ subresource = '' }) => subresource === '')
    .map(({ time = '' }) => Date.parse(time))
    .filter((ms) => !Number.isNaN(ms))
  return times.length === 0 ? Number.NaN : Math.max(...times)
}
