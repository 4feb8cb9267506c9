import type { Analysis, MetricCheck } from '../providers/flagger/analysis.ts'
import { passes, type Replay } from '../providers/flagger/replay.ts'
import type { PreventionFacts } from './prevention-input.ts'
import { not, titles, type FoundProposal } from './proposal-draft.ts'
import { endWords, lasting, lookUp, time, type Replayed } from './replayed.ts'

/** What is proposed at most: fewer checks would let one bad reading end a run. */
const fewestChecks = 2
const shortestMs = 30_000
const leastSuccess = 99
/** Less is within what a check's own moment makes of it. */
const leastSavedMs = 30_000

interface Candidate {
  readonly analysis: Analysis
  readonly words: readonly string[]
  readonly to: Readonly<Record<string, unknown>>
}

/**
 * Fewer failed checks, a shorter interval, a limit on errors: the smallest change that would have ended the run soonest, held
 * against the primary before the run, which it may not have failed.
 */
export function tighterThresholds(facts: PreventionFacts, played: Replayed): FoundProposal {
  if (played.kind === 'none') return not('thresholds', played.why)
  const { harm, canary } = facts
  if (harm === null || canary === null) return not('thresholds', 'No limit was crossed.')
  const tried = candidates(played.analysis, canary.object['spec'], canary.field).map((candidate) => {
    const replay = played.again(candidate.analysis)
    return { ...candidate, replay, savedMs: savedBy(replay, harm), alarms: falseAlarms(candidate.analysis, facts) }
  })
  if (tried.length === 0)
    return not(
      'thresholds',
      'It checks for errors, allows few failed checks, and looks often enough: nothing is left to tighten.'
    )
  const calm = tried.filter(({ alarms }) => alarms.runs === 0)
  const best = Math.max(...calm.map(({ savedMs }) => savedMs))
  const chosen = calm.find(({ savedMs }) => savedMs >= best - leastSavedMs)
  if (chosen === undefined)
    return not(
      'thresholds',
      'The primary itself would have failed tighter checks before the run: they would end good releases too.'
    )
  if (chosen.savedMs < leastSavedMs || chosen.replay.rolledBackAt === null)
    return not(
      'thresholds',
      'Replayed with tighter checks, the run would not have ended sooner than users were well again.'
    )
  const { of, failed } = chosen.alarms
  const before =
    of === 0
      ? 'how the primary was before the run is not recorded'
      : `the primary failed ${failed} of ${of} such checks before the run`
  return {
    proposal: {
      id: 'thresholds',
      title: titles.thresholds,
      why: `${chosen.words.join('; ')}. ${wasText(played)}`,
      saves: `Flagger would have rolled back at ${time(chosen.replay.rolledBackAt)}, and ${endWords(harm)}: ${lasting(chosen.savedMs)} less; ${before}.`,
      savedMs: chosen.savedMs,
      change: { kind: 'analysis', to: chosen.to }
    }
  }
}

function savedBy({ rolledBackAt }: Replay, harm: NonNullable<PreventionFacts['harm']>): number {
  return rolledBackAt === null ? 0 : Math.max(0, harm.to - Math.max(harm.from, rolledBackAt))
}

function wasText({ present, analysis, endMs }: Extract<Replayed, { readonly kind: 'replayed' }>): string {
  const { ticks, rolledBackAt, promotedAt } = present
  const { threshold } = analysis
  const failed = ticks.filter(({ does, at }) => does === 'halts' && at < endMs).length
  if (promotedAt !== null)
    return `As it is, no check of ${ticks.length - 1} kept it from being promoted at ${time(promotedAt)}.`
  const end =
    rolledBackAt === null ? `it had not rolled back by ${time(endMs)}` : `it rolled back at ${time(rolledBackAt)}`
  return `As it is, ${failed} failed checks of ${threshold} were counted, and ${end}.`
}

/** Each with what the one before it changes. */
function candidates(present: Analysis, spec: unknown, field: string): readonly Candidate[] {
  const found: Candidate[] = []
  let now: Candidate = { analysis: present, words: [], to: {} }
  const add = (analysis: Partial<Analysis>, word: string, to: Readonly<Record<string, unknown>>): void => {
    now = { analysis: { ...now.analysis, ...analysis }, words: [...now.words, word], to: { ...now.to, ...to } }
    found.push(now)
  }
  if (present.threshold > fewestChecks)
    add({ threshold: fewestChecks }, `${fewestChecks} failed checks instead of ${present.threshold}`, {
      threshold: fewestChecks
    })
  if (present.intervalMs > shortestMs)
    add({ intervalMs: shortestMs }, `a check every 30 s instead of every ${lasting(present.intervalMs)}`, {
      interval: '30s'
    })
  const success = present.checks.find(({ name }) => name === 'request-success-rate')
  if (success === undefined || success.min === null || success.min < leastSuccess) {
    const check: MetricCheck = { name: 'request-success-rate', windowMs: 60_000, min: leastSuccess, max: null }
    const others = present.checks.filter((one) => one !== success)
    const least = success?.min ?? null
    const was = least === null ? 'no check for errors so far' : `${least} % so far`
    add({ checks: [...others, check] }, `at least ${leastSuccess} % of the answers without an error (${was})`, {
      metrics: [...metricsBut('request-success-rate', spec, field), metricYaml]
    })
  }
  return found
}

const metricYaml = { name: 'request-success-rate', interval: '1m', thresholdRange: { min: leastSuccess } }

function metricsBut(name: string, spec: unknown, field: string): readonly unknown[] {
  const analysis = (spec as Readonly<Record<string, unknown>> | undefined)?.[field]
  const metrics = (analysis as Readonly<Record<string, unknown>> | undefined)?.['metrics']
  return Array.isArray(metrics)
    ? metrics.filter((one: unknown) => (one as { name?: unknown } | null)?.name !== name)
    : []
}

/** How often the primary would have failed these checks before the run, and how many times that would have ended one. */
function falseAlarms(
  analysis: Analysis,
  { calm, calmMs, run }: PreventionFacts
): { readonly failed: number; readonly of: number; readonly runs: number } {
  const valueAt = lookUp(calm)
  const end = run?.startMs ?? 0
  let failed = 0
  let of = 0
  for (let at = end - calmMs; at < end; at += analysis.intervalMs) {
    const known = analysis.checks
      .map((check) => ({ check, value: valueAt(check.name, at) }))
      .filter(({ value }) => value !== null)
    if (known.length === 0) continue
    of += 1
    if (known.some(({ check, value }) => !passes(check, value))) failed += 1
  }
  return { failed, of, runs: Math.floor(failed / Math.max(1, analysis.threshold)) }
}
