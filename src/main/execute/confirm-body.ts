import { stepDigest } from '../ports/digest.ts'
import { stepView } from '../ports/step.ts'
import type { Approval } from './approval-problems.ts'
import type { CancelWindow } from './arm.ts'
import type { PlacedPlan } from './executor-ports.ts'

/** What the record of an approval says: the plan as it was agreed to, by whom and how, and until when it can be cancelled. Pure. */
export function confirmBody(
  { plan, steps, phases, proof, isChosen, place }: PlacedPlan,
  { confirmation }: Pick<Approval, 'confirmation'>,
  { operator, window }: { readonly operator: string; readonly window: Pick<CancelWindow, 'beganMs' | 'ms'> }
) {
  return {
    text: `Approved: ${plan.words.title}`,
    digest: plan.digest,
    stepDigests: Object.fromEntries(steps.map((step) => [step.id, stepDigest(step)])),
    lever: plan.lever,
    chosen: isChosen ? plan.choice : null,
    planned: plan.choice,
    words: plan.words,
    ...(plan.cause ? { cause: plan.cause } : {}),
    environment: plan.scope.environment,
    ...(plan.scope.besides ? { besides: plan.scope.besides } : {}),
    armedUntil: window.ms > 0 ? new Date(window.beganMs + window.ms).toISOString() : null,
    steps: [
      ...steps.map(stepView).map(({ id, kind, title, expectedMs, onFailure, command }) => ({
        id,
        kind,
        title,
        expectedMs,
        onFailure,
        command
      })),
      ...phases.map((phase) => ({ ...phase, kind: 'prove' as const }))
    ],
    stopAfterFailures: plan.order.stopAfterFailures,
    // What was known to speak against it when it was approved.
    warnings: plan.guards.flatMap(({ status, text }) => (status === 'warning' ? [text] : [])),
    inverse: plan.inverse,
    continues: plan.continues ?? null,
    proof,
    // A proof has to say of each whether it still does.
    asked: place.asking?.now() ?? [],
    operator,
    confirmation
  }
}
