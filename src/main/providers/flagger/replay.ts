import type { Analysis, BuiltinCheck, MetricCheck } from './analysis.ts'

/** One check of a replayed run. */
export interface ReplayedTick {
  /** Milliseconds. */
  readonly at: number
  /** After it, percent. */
  readonly weight: number
  /** After it. */
  readonly failedChecks: number
  readonly does: 'starts' | 'advances' | 'halts' | 'rollsBack' | 'promotes'
}

export interface Replay {
  readonly ticks: readonly ReplayedTick[]
  /** Null where it would not have rolled back by the end of what is known. */
  readonly rolledBackAt: number | null
  /** When its promotion would have begun; null for never. */
  readonly promotedAt: number | null
}

/** What Flagger would have measured at a time; null where its query has no value, which fails a check. */
export type ValueAt = (check: BuiltinCheck, atMs: number) => number | null

/**
 * What Flagger would have done with a release that was first tried on users at `startMs`, check by check until `untilMs`: a
 * failed check counts and holds the weight, one that passes takes the weight on and takes nothing back, and the rollback comes
 * with the check after the one that reached the threshold (fluxcd/flagger 1.44.0 pkg/controller/scheduler.go advanceCanary,
 * scheduler_metrics.go; measured in docs/upstream-facts.md, T10). Hooks are taken to agree, and pods to be ready.
 */
export function replay(analysis: Analysis, startMs: number, valueAt: ValueAt, untilMs: number): Replay {
  const { intervalMs, threshold, checks, maxWeight } = analysis
  const first = nextStep(analysis, 0)
  const ticks: ReplayedTick[] = []
  let weight = Math.min(100, first)
  let failedChecks = 0
  ticks.push({ at: startMs, weight, failedChecks, does: 'starts' })
  if (first <= 0) return { ticks, rolledBackAt: null, promotedAt: null }
  for (let at = startMs + intervalMs; at <= untilMs; at += intervalMs) {
    if (failedChecks >= threshold) {
      ticks.push({ at, weight: 0, failedChecks, does: 'rollsBack' })
      return { ticks, rolledBackAt: at, promotedAt: null }
    }
    if (!checks.every((check) => passes(check, valueAt(check.name, at)))) {
      failedChecks += 1
      ticks.push({ at, weight, failedChecks, does: 'halts' })
    } else if (weight >= maxWeight) {
      ticks.push({ at, weight, failedChecks, does: 'promotes' })
      return { ticks, rolledBackAt: null, promotedAt: at }
    } else {
      weight = Math.min(100, weight + nextStep(analysis, weight))
      ticks.push({ at, weight, failedChecks, does: 'advances' })
    }
  }
  return { ticks, rolledBackAt: null, promotedAt: null }
}

/** Whether a value is in a check's range; limits of a duration, and its value, lose their fraction. */
export function passes({ name, min, max }: MetricCheck, value: number | null): boolean {
  if (value === null) return false
  const whole = (number: number): number => (name === 'request-duration' ? Math.trunc(number) : number)
  if (min !== null && whole(value) < whole(min)) return false
  return max === null || whole(value) <= whole(max)
}

/** How much the release's share grows next, percent (scheduler.go nextStepWeight). */
function nextStep({ stepWeight, stepWeights }: Analysis, weight: number): number {
  if (stepWeight > 0 || stepWeights.length === 0) return stepWeight
  const most = 100 - weight
  if (most === 0) return 1
  if (weight === 0) return Math.min(most, stepWeights[0] ?? 0)
  const at = stepWeights.slice(0, -1).indexOf(weight)
  return at === -1 ? most : Math.min(most, (stepWeights[at + 1] ?? 0) - weight)
}

/** How long the share of the release was how large, all together as milliseconds of everybody, until `untilMs`. */
export function exposureMs({ ticks }: Pick<Replay, 'ticks'>, untilMs: number): number {
  return ticks.reduce((sum, { at, weight }, index) => {
    const end = Math.min(untilMs, ticks[index + 1]?.at ?? untilMs)
    return sum + (Math.max(0, end - at) * weight) / 100
  }, 0)
}
