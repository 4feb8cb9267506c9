import type { Check, Guard, Plan } from '../../../contract/index.ts'
import { failureOf } from '../../../contract/index.ts'
import { holdReconciler } from '../../actions/gitops-suspend/index.ts'
import type { Planned, PlanRequest, PlanResult, PlanTools, Proving, ReadyPlan, World } from '../../ports/lever.ts'
import type { Step } from '../../ports/step.ts'
import { hasFields } from '../../providers/kubernetes/field-change.ts'
import { putBackText, seenReconcilers } from '../../providers/kubernetes/gitops/seen-reconcilers.ts'
import { choiceOf, gitopsSuspend, reconcilerCheck } from '../gitops-suspend/index.ts'
import { heldSteps } from './steps.ts'

/** What another lever begins with, so that what it puts back stays. */
export interface HoldFirst {
  /** Hold, and wait until it stays held; empty where nobody would put it back, or may be held. */
  readonly steps: readonly Step[]
  readonly guards: readonly Guard[]
  readonly leaves: Plan['leaves']
  /** `1 reconciler`, for what is touched; empty without any. */
  readonly blast: readonly string[]
}

/**
 * Plans to hold whatever puts the workload back by itself. Users come first: what may not be held is left, with what it will
 * do, and the plan goes on. What leaves a change until the next commit is left as well.
 * @returns a failure only while it is not known yet who that is
 * @throws FailureError `cancelled` only.
 */
export async function planHoldFirst(
  request: PlanRequest,
  tools: PlanTools
): Promise<HoldFirst | Extract<PlanResult, { readonly kind: 'failed' }>> {
  const seen = seenReconcilers(tools.world.objects)
  const unknown = seen.find(({ state }) => state === 'loading')
  if (unknown) {
    const remedy = 'Plan again in a moment.'
    const text = `${unknown.title} is being read: whether it has to be held is not known yet.`
    return { kind: 'failed', failure: failureOf('missing', text, { remedy, retryable: true }) }
  }
  const parts: Planned[] = []
  const guards: Guard[] = []
  for (const [index, one] of seen.entries()) {
    const guard = (status: Guard['status'], text: string): void =>
      void guards.push({ id: `git ${index + 1}`, status, text })
    if (one.state === 'unread' || one.state === 'drifts') guard('warning', `${one.title}: ${one.text}`)
    if (one.state !== 'reverts') continue
    const part = await gitopsSuspend.plan({ ...request, choice: choiceOf(one.name) }, tools)
    const failure = part.kind === 'failed' ? part.failure : part.kind === 'plan' ? part.planned.plan.blocked : undefined
    if (failure) guard('warning', `Not held, and it puts this back ${putBackText(one)}: ${failure.message}`)
    else if (part.kind === 'plan') {
      parts.push(part.planned)
      guard('passed', `${one.title} would put this back ${putBackText(one)}: held first`)
    }
  }
  return {
    steps: heldSteps({ undone: null, parts, isBack: false }),
    guards,
    leaves: parts.flatMap(({ plan }) => plan.leaves),
    blast: parts.length === 0 ? [] : [`${parts.length} ${parts.length === 1 ? 'reconciler' : 'reconcilers'}`]
  }
}

/** What of who puts it back a plan depends on, as one text. Pure. */
export function holdKey({ objects }: World): string {
  return seenReconcilers(objects)
    .map(({ title, state }) => `${title} ${state}`)
    .join(' ')
}

/** Whether whatever a plan holds, or lets go, still is as it was read; what is not seen says nothing. */
export function isHeldAsPlanned({ steps }: ReadyPlan, { objects }: World): boolean {
  const seen = new Map(
    seenReconcilers(objects).flatMap(({ object }) => (object ? [[object.metadata.uid, object]] : []))
  )
  return steps.every((step) => {
    if (step.kind !== 'do' || step.target.api !== 'kubernetes') return true
    const facts = holdReconciler.facts.safeParse(step.facts)
    const object = seen.get(step.target.uid)
    return !facts.success || object === undefined || hasFields(object, facts.data.changes, 'from')
  })
}

/** How everything that a run held, or let go, stands now. @throws the abort reason. */
export async function heldChecks({
  mutations,
  place,
  abort
}: Pick<Proving, 'mutations' | 'place' | 'abort'>): Promise<readonly Check[]> {
  const held = mutations.flatMap((mutation) => {
    const facts = holdReconciler.facts.safeParse(mutation.facts)
    return facts.success ? [{ mutation, facts: facts.data }] : []
  })
  return Promise.all(
    held.map(async ({ mutation, facts }, index) => {
      const check = await reconcilerCheck(mutation, facts, place, abort)
      return index === 0 ? check : { ...check, name: `${check.name} ${index + 1}` }
    })
  )
}
