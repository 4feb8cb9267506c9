import { visibleText } from '../../lib/visible-text.ts'
import type { Canary } from './canary.ts'
import type { Liveness } from './controller.ts'
import { confirmingHooks } from './hooks.ts'
import type { HungRollback } from './hung-rollback.ts'
import { isOnTrial } from './phase.ts'
import { isWait, type Cause } from './run-events.ts'

/** What Flagger does by itself if every check from now on fails. */
export type AutomaticRollback =
  | {
      readonly kind: 'coming'
      /** Failing checks that are still missing. */
      readonly checksLeft: number
      /** When Flagger looks next, ISO; null where nothing says when it looked last. */
      readonly nextCheckAt: string | null
      /** No later than this, ISO, if no check passes. */
      readonly byAt: string
    }
  | { readonly kind: 'never'; readonly reason: string }

/** What a countdown is made of, beside the Canary. */
export interface Tick {
  /** When Flagger looked last, ISO; null where nothing says so. */
  readonly lastAt: string | null
  /** Whether the target is ready as Flagger counts it: before that neither failed checks nor hooks are looked at. */
  readonly targetReady: boolean
  /** Whether the primary is ready: before that no check is made. Left out where it was not read. */
  readonly primaryReady?: boolean
  /** Why it does not come about although it is due; null or left out where nothing says so. */
  readonly hung?: HungRollback | null
  /** Whether somebody makes the checks; left out where that is not known. */
  readonly liveness?: Liveness
  /** What the run's newest telling event says; left out where events are not read. */
  readonly cause?: Cause
  readonly now: Date
}

/**
 * When the automatic rollback comes at the latest. The rollback is done by the check after the one that reached the
 * threshold, so that `threshold - failedChecks + 1` intervals are missing (measured in docs/evidence, T10). "At the latest"
 * holds only while every check fails: one that passes counts nothing, and takes the weight a step further.
 * fluxcd/flagger pkg/controller/scheduler.go advanceCanary
 */
export function automaticRollback(canary: Canary, tick: Tick): AutomaticRollback {
  const { lastAt, hung = null, now } = tick
  const never = neverBecause(canary, tick) ?? hung?.text ?? null
  if (never !== null) return { kind: 'never', reason: never }
  const { intervalMs, threshold, failedChecks } = canary
  const checksLeft = Math.max(0, threshold - failedChecks)
  const next = lastAt === null ? null : nextTick(Date.parse(lastAt), intervalMs, now.getTime())
  const byMs = (next ?? now.getTime() + intervalMs) + checksLeft * intervalMs
  return {
    kind: 'coming',
    checksLeft,
    nextCheckAt: next === null ? null : dated(next),
    byAt: dated(byMs)
  }
}

/** The last moment that a date can say, milliseconds (ECMA-262 Time Values). */
const lastDateMs = 8.64e15

/** Threshold, interval and times are whatever somebody wrote: what lies beyond all dates is the last of them. */
function dated(ms: number): string {
  return new Date(Math.min(ms, lastDateMs)).toISOString()
}

/** Flagger runs each Canary by a ticker of its interval (pkg/controller/job.go Start). */
export function nextTick(lastMs: number, intervalMs: number, nowMs: number): number {
  if (nowMs < lastMs) return lastMs + intervalMs
  return lastMs + (Math.floor((nowMs - lastMs) / intervalMs) + 1) * intervalMs
}

function neverBecause(canary: Canary, { targetReady, primaryReady, liveness, cause }: Tick): string | null {
  const { phase, phaseText, suspended, skipsAnalysis } = canary
  if (suspended) return 'The Canary is suspended: Flagger looks at nothing until it is resumed.'
  if (skipsAnalysis) return 'skipAnalysis is set: the next check promotes the release, whatever it does to users.'
  if (phase === 'Waiting')
    return 'It waits for its confirm-rollout gate: no check is made, and all traffic is on the primary.'
  if (!isOnTrial(phase)) return `In the phase ${phaseText || 'Initializing'} no check is counted.`
  if (liveness?.state === 'dead') return liveness.text
  if (primaryReady === false)
    return 'The primary is not ready: until it is, Flagger makes no check, and looks at neither failed ones nor hooks.'
  if (!targetReady)
    return 'The target is not ready: until it is, Flagger looks at neither failed checks nor hooks. Only its progress deadline ends the run, and a part of the pods that crashes may never reach it.'
  return asksItsGate(canary, cause) ? gateReason(canary) : null
}

/**
 * A gate on the way is asked only by a check that passed, and a run that waits for its promotion says so once: as long as
 * no later event tells of a failed check, each check passes. (fluxcd/flagger pkg/controller/scheduler.go advanceCanary,
 * runCanary; scheduler_hooks.go runConfirmPromotionHooks)
 */
function asksItsGate({ phase, failedChecks, threshold }: Canary, cause: Cause | undefined): boolean {
  if (failedChecks >= threshold) return false
  if (cause?.kind === 'said') return isWait(cause.text)
  return phase === 'WaitingPromotion' && failedChecks === 0
}

function gateReason(canary: Canary): string {
  const names = confirmingHooks(canary).map(({ name }) => name)
  const gate = names.length === 0 ? 'its gate' : `its gate ${visibleText(names.join(', '), 100)}`
  return `It waits for ${gate}, which Flagger asks only once its checks have passed: ${canary.failedChecks} of ${canary.threshold} have failed, and what users see counts for nothing there.`
}

/** How long from a release until Flagger rolls it back if every check fails, milliseconds: at least, and at most. */
export function rollbackAfterRelease({
  intervalMs,
  threshold
}: Pick<Canary, 'intervalMs' | 'threshold'>): readonly [number, number] {
  return [(threshold + 2) * intervalMs, (threshold + 3) * intervalMs]
}
