import type { Observed, ServiceRef } from '../../../contract/index.ts'
import type { WatchedObjects } from '../../ports/lever.ts'
import { ratesOf, type RequestRates } from '../../ports/request-rates.ts'
import type { TrafficShare } from '../../ports/traffic-share.ts'
import { largestShare } from './largest-share.ts'
import { seenRoutes } from './seen-routes.ts'
import { reachedBy, splitsOf } from './split.ts'

/**
 * What part of the requests that its routes spread reaches a Deployment: counted, because weights are a wish until the mesh
 * has them. Null where no route spreads them, so that all of them are its own.
 */
export function trafficShare(
  { namespace, name }: ServiceRef,
  known: WatchedObjects,
  rates: Observed<RequestRates>
): TrafficShare | null {
  const seen = seenRoutes(known)
  if (seen === null) return { kind: 'reading' }
  const splits = splitsOf(seen, namespace, name)
  if (splits.some(({ mirrors }) => mirrors.some(({ workloads }) => workloads.some((names) => names.includes(name)))))
    return { kind: 'unknown', why: 'it gets copies of requests as well, whose answers nobody sees' }
  const spread = splits.filter(({ parts }) => parts.length > 1)
  const names = reachedBy(spread.map((split) => ({ ...split, mirrors: [] })))
  if (names.size < 2 || !names.has(name)) return null
  if (rates.state === 'loading') return { kind: 'reading' }
  const asked = largestShare(spread, name)
  const configured = asked === null ? {} : { configured: asked }
  if (rates.state !== 'value') return { kind: 'unknown', why: 'who gets which requests is not measured', ...configured }
  const counted = ratesOf([...names], rates.value)
  if (typeof counted === 'string')
    return { kind: 'unknown', why: 'who gets which requests cannot be told', ...configured }
  const total = [...counted.values()].reduce((sum, rate) => sum + rate, 0)
  if (!(total > 0)) return { kind: 'unknown', why: 'nobody sends requests now', ...configured }
  return { kind: 'known', share: (counted.get(name) ?? 0) / total }
}
