import { failureOf, type ApprovalMode, type Failure, type Plan } from '../../../contract/index.ts'
import type { Planned, PlanRequest, PlanTools } from '../../ports/lever.ts'
import type { Step } from '../../ports/step.ts'

export { inTurn, type MakeStep } from './in-turn.ts'
export { announcedDebts } from './announced-debts.ts'
export { measuredEffectMs, podsEffectMs } from './measured-effect.ts'
export { planOrFailure } from './plan-or-failure.ts'
export { presentShares } from './present-shares.ts'
export { replacesPods } from './replaces-pods.ts'

/** How long a plan may be looked at before it is approved, in real time. */
const validForMs = 10 * 60_000
/** How long an approval by typing can be taken back before anything is sent. */
const cancelMs = 3_000
const holdMs = 1_000

/**
 * How a plan is approved: by typing `text` in production, by holding a button in staging. What could not be read counts as
 * the worst case, so that `isSure` is false and it is typed there as well; so is what cannot be taken back.
 */
export function approvalMode(
  environment: Pick<PlanTools['environment'], 'kind'>,
  text: string,
  isSure: boolean
): ApprovalMode {
  return environment.kind === 'staging' && isSure ? { kind: 'hold', holdMs } : { kind: 'typed', text, cancelMs }
}

/** From when to when a plan made now is good, ISO by the clock of the place. */
export function validity({ clock }: Pick<PlanTools, 'clock'>): Pick<Plan, 'createdAt' | 'expiresAt'> {
  const now = clock.now()
  return {
    createdAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + validForMs * clock.speed).toISOString()
  }
}

type Left = 'order' | 'guards' | 'notes' | 'drifted' | 'leaves'

/** What a lever says of its plan; the rest is the same for all that change a few objects of one service, one after another. */
export type PlanWords = Omit<
  Planned['plan'],
  Left | 'id' | 'why' | 'scope' | 'approval' | 'continues' | 'createdAt' | 'expiresAt'
> &
  Partial<Pick<Planned['plan'], Left>> & {
    /** What is typed to approve it, in production or where it cannot be taken back. */
    readonly typed: string
    readonly isSure: boolean
  }

/** The frame around a lever's plan. */
export function framePlan(
  { world, environment, clock, newId }: PlanTools,
  { why, continues }: PlanRequest,
  steps: readonly Step[],
  { typed, isSure, ...words }: PlanWords
): Planned['plan'] {
  const targets = steps.filter(({ kind }) => kind === 'do').length
  return {
    id: newId(),
    order: { atOnce: 1, stopAfterFailures: 0 },
    guards: [],
    notes: [],
    drifted: [],
    leaves: [],
    ...words,
    why,
    scope: { environment: environment.name, service: world.ref, targets },
    approval: approvalMode(environment, typed, isSure),
    ...(continues ? { continues } : {}),
    ...validity({ clock })
  }
}

/** Why nothing is changed through a connection whose server is not verified; null for one that is. */
export function insecure({ environment, context }: Pick<PlanTools, 'environment' | 'context'>): Failure | null {
  if (!environment.insecure) return null
  const text = `Context ${context} does not verify the server's certificate: nothing is changed through it.`
  const remedy = 'Put the certificate-authority into the kubeconfig and remove insecure-skip-tls-verify.'
  return failureOf('refused', text, { remedy })
}
