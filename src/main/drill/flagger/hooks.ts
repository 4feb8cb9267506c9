import type { HookType, Phase, Webhook } from './canary.ts'
import { analysisOf, statusOf } from './canary.ts'
import { setCount, setPhase } from './status.ts'
import type { Tick } from './tick.ts'
import { named } from './tick.ts'

/** Everything here is fluxcd/flagger pkg/controller/scheduler_hooks.go. */

function hooksOf(tick: Tick, type: HookType): readonly Webhook[] {
  return (analysisOf(tick.canary).webhooks ?? []).filter((one) => one.type === type)
}

function halt(tick: Tick, why: string): void {
  tick.warn(`Halt ${named(tick, tick.canary.metadata.name ?? '')} advancement ${why}`)
}

/** Asks every gate of a kind in turn, and stops at the first that is closed. */
function allAgree(
  tick: Tick,
  type: HookType,
  phase: Phase,
  refused: (hook: Webhook, reason: string) => void,
  label: string
): boolean {
  for (const hook of hooksOf(tick, type)) {
    const reason = tick.seen.ask(hook, phase)
    if (reason !== undefined) {
      refused(hook, reason)
      return false
    }
    tick.inform(`${label} check ${hook.name} passed`)
  }
  return true
}

/** The gate in front of a run: closed, the Canary waits. */
export function mayBegin(tick: Tick): boolean {
  const { phase } = statusOf(tick.stored)
  const refused = ({ name }: Webhook): void => {
    if (phase === 'Waiting') return
    setPhase(tick, 'Waiting')
    halt(tick, `waiting for approval ${name}`)
  }
  return allAgree(tick, 'confirm-rollout', phase, refused, 'Confirm-rollout')
}

/** The gate in front of every step. */
export function mayIncrease(tick: Tick): boolean {
  const refused = ({ name }: Webhook): void => halt(tick, `waiting for traffic increase approval ${name}`)
  return allAgree(tick, 'confirm-traffic-increase', 'Progressing', refused, 'Confirm-traffic-increase')
}

/** The gate in front of the promotion: closed, the Canary waits with the weight that it has. */
export function mayPromote(tick: Tick): boolean {
  const refused = ({ name }: Webhook): void => {
    if (statusOf(tick.canary).phase === 'WaitingPromotion') {
      setCount(tick, { iterations: (analysisOf(tick.canary).iterations ?? 0) - 1 })
      return
    }
    setPhase(tick, 'WaitingPromotion')
    halt(tick, `waiting for promotion approval ${name}`)
  }
  return allAgree(tick, 'confirm-promotion', 'Progressing', refused, 'Confirm-promotion')
}

export function preRolloutPasses(tick: Tick): boolean {
  const refused = ({ name }: Webhook, reason: string): void => halt(tick, `pre-rollout check ${name} failed ${reason}`)
  return allAgree(tick, 'pre-rollout', 'Progressing', refused, 'Pre-rollout')
}

export function runPostRollout(tick: Tick, phase: Phase): void {
  const refused = ({ name }: Webhook, reason: string): void => tick.warn(`Post-rollout hook ${name} failed ${reason}`)
  allAgree(tick, 'post-rollout', phase, refused, 'Post-rollout')
}

/** Whether a gate asks for a rollback: it does by agreeing. */
export function wantsRollback(tick: Tick): boolean {
  for (const hook of hooksOf(tick, 'rollback')) {
    if (tick.seen.ask(hook, statusOf(tick.canary).phase) === undefined) {
      tick.warn(`Rollback check ${hook.name} passed`)
      return true
    }
    tick.inform(`Rollback hook ${hook.name} not signaling a rollback`)
  }
  return false
}

/** pkg/controller/scheduler.go runAnalysis, its first half: hooks of no kind count as checks. */
export function externalChecksPass(tick: Tick): boolean {
  for (const hook of analysisOf(tick.canary).webhooks ?? []) {
    if ((hook.type ?? '') !== '' && hook.type !== 'rollout') continue
    const reason = tick.seen.ask(hook, 'Progressing')
    if (reason === undefined) continue
    halt(tick, `external check ${hook.name} failed ${reason}`)
    return false
  }
  return true
}
