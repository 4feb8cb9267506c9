import { arrayAt, at, numberAt, objectAt, stringAt } from '../../lib/json-access.ts'
import { goDurationMs } from '../../lib/go-duration.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { readCanary } from './canary.ts'

/** What Flagger measures by itself: percent of answers that are no 5xx, and the P99 in milliseconds. */
export const builtinChecks = ['request-success-rate', 'request-duration'] as const
export type BuiltinCheck = (typeof builtinChecks)[number]

/** One of Flagger's own checks with the range that passes. */
export interface MetricCheck {
  readonly name: BuiltinCheck
  /** What it looks back over. */
  readonly windowMs: number
  readonly min: number | null
  readonly max: number | null
}

/** How a Canary tries a release: what a replay needs of it. */
export interface Analysis {
  readonly intervalMs: number
  readonly threshold: number
  /** Percent. */
  readonly stepWeight: number
  readonly stepWeights: readonly number[]
  readonly maxWeight: number
  readonly checks: readonly MetricCheck[]
}

/** An analysis that can be replayed, or why it cannot. */
export type ReadAnalysis =
  | { readonly kind: 'read'; readonly analysis: Analysis }
  | { readonly kind: 'other'; readonly why: string }

/** Reads the analysis of a Canary, with Flagger's defaults. What is not by weights, or measured by others, is not replayed. */
export function readAnalysis(object: KubeObject): ReadAnalysis {
  const canary = readCanary(object)
  const other = (why: string): ReadAnalysis => ({ kind: 'other', why })
  if (canary.strategy !== 'weights') return other('It does not go by weights.')
  if (canary.mirrors) return other('It mirrors requests first.')
  if (canary.provider !== '' && canary.provider !== 'istio') return other(`Its numbers are not Istio’s.`)
  const metrics = arrayAt(object, 'spec', canary.analysisField, 'metrics')
  const foreign = metrics.find((metric) => checkOf(metric) === null)
  if (foreign !== undefined) return other(`Its check ${stringAt(foreign, 'name')} asks a query of its own.`)
  const { intervalMs, threshold, stepWeight, stepWeights } = canary
  const last = stepWeights.at(-1)
  const checks = metrics.flatMap((metric) => checkOf(metric) ?? [])
  // Its last step is where a Canary with steps is promoted (pkg/controller/scheduler.go maxWeight).
  const maxWeight = last === undefined ? canary.maxWeight : Math.min(100, last)
  return { kind: 'read', analysis: { intervalMs, threshold, stepWeight, stepWeights, maxWeight, checks } }
}

function checkOf(metric: unknown): MetricCheck | null {
  const name = builtinChecks.find((one) => one === stringAt(metric, 'name'))
  if (name === undefined || stringAt(metric, 'query') !== '' || at(metric, 'templateRef') !== undefined) return null
  const windowMs = goDurationMs(stringAt(metric, 'interval') || '1m') ?? 60_000
  const range = objectAt(metric, 'thresholdRange')
  // Without a range the old single threshold counts: the least of a success rate, the most of a duration.
  const old = at(metric, 'thresholdRange') === undefined ? (numberAt(metric, 'threshold') ?? 0) : null
  if (old !== null)
    return name === 'request-success-rate'
      ? { name, windowMs, min: old, max: null }
      : { name, windowMs, min: null, max: old }
  return { name, windowMs, min: numberAt(range, 'min') ?? null, max: numberAt(range, 'max') ?? null }
}
