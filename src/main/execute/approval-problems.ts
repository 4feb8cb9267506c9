import type { Failure, Plan, RequestInput } from '../../contract/index.ts'
import { failureOf, needsApiServer } from '../../contract/index.ts'
import { utc } from '../../contract/words/format-time.ts'
import type { Confirmation } from '../ports/approvals.ts'
import { planDigest } from '../ports/digest.ts'
import type { PlacedPlan } from './executor-ports.ts'

/** Which plan a window asks to have approved. */
export type Asked = RequestInput<'run.approve'>

/** The same, with what a person did to approve it. */
export interface Approval extends Asked {
  readonly confirmation: Confirmation
}

/** Why this plan (null when it is gone) cannot be approved, whatever is typed; null when it can. */
export function planProblem(asked: Asked, placed: PlacedPlan | null): Failure | null {
  const again = 'Plan again and approve the new plan.'
  if (placed === null || placed.plan.id !== asked.planId) {
    return failureOf('missing', 'This plan is not the one on the screen any more.', { remedy: again })
  }
  const { plan, steps, place } = placed
  if (asked.digest !== plan.digest || planDigest(plan, steps, place.identity) !== plan.digest) {
    return failureOf('refused', 'The approval does not match the plan, or the plan was made for another environment.', {
      remedy: again
    })
  }
  if (plan.blocked) return plan.blocked
  const sinceAt = place.inDoubtSince()
  if (sinceAt !== null && needsApiServer(plan)) {
    return failureOf(
      'unreachable',
      `The API server of ${place.environment.name} has not answered since ${utc(sinceAt)}.`,
      {
        remedy: 'Nothing is approved by what was read before. Wait until it answers, then approve.',
        retryable: true
      }
    )
  }
  if (!isPreviewed(plan)) {
    return failureOf('refused', 'The server has not accepted a dry run of this plan.', { remedy: again })
  }
  if (place.clock.now().getTime() > Date.parse(plan.expiresAt)) {
    return failureOf('expired', `The plan expired at ${utc(plan.expiresAt)}.`, { remedy: again })
  }
  return null
}

/** Whether the other side was asked for a trial as far as it has one. */
export function isPreviewed({ preview }: Pick<Plan, 'preview'>): boolean {
  return preview.status === 'accepted' || preview.status === 'none'
}

/** Why what was typed or held is not what the plan asks for; null when it is. */
export function confirmationProblem(given: Confirmation, asked: Plan['approval']): Failure | null {
  if (asked.kind === 'typed') {
    if (given.kind === 'typed' && given.text === asked.text) return null
    return failureOf('refused', 'The typed text is not the one that arms this plan.', {
      remedy: `Type exactly: ${asked.text}`
    })
  }
  if (given.kind === 'held' && given.heldMs >= asked.holdMs) return null
  return failureOf('refused', 'The button was not held long enough.', {
    remedy: `Hold it for ${asked.holdMs / 1_000} s.`
  })
}
