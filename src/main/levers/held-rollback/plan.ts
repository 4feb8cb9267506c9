import { failureOf, mapObserved, type Failure } from '../../../contract/index.ts'
import type { Planned, PlanRequest, PlanResult, PlanTools, World } from '../../ports/lever.ts'
import {
  isNamedBy,
  putBackText,
  seenReconcilers,
  type SeenReconciler
} from '../../providers/kubernetes/gitops/seen-reconcilers.ts'
import { deploymentRollback } from '../deployment-rollback/index.ts'
import { gitopsResume } from '../gitops-resume/index.ts'
import { choiceOf, gitopsSuspend } from '../gitops-suspend/index.ts'
import { buildHeld } from './build-plan.ts'
import { heldChoice, resumesIn } from './choice.ts'
import { openIn } from './judge.ts'

/**
 * Plans the undo with whatever has to be held before it, or, on the way back, with what goes on after it: each part as its
 * own lever does, from fresh readings.
 * @throws FailureError `cancelled` only.
 */
export async function planHeld(request: PlanRequest, tools: PlanTools): Promise<PlanResult> {
  const chosen = request.choice === null ? null : heldChoice.parse(request.choice)
  const resumes = chosen === null ? [] : resumesIn(chosen)
  const isBack = resumes.length > 0
  const seen = seenReconcilers(tools.world.objects)
  const unknown = isBack ? undefined : seen.find(({ state }) => state === 'loading')
  // Whoever is still being read would be left out, and put the undo back that was to stay.
  if (unknown) {
    const failure = failureOf(
      'missing',
      `${unknown.title} is being read: whether it has to be held is not known yet.`,
      {
        remedy: 'Plan again in a moment.',
        retryable: true
      }
    )
    return { kind: 'failed', failure }
  }
  const open = isBack ? [] : openIn(seen)
  const undo = await deploymentRollback.plan(
    { ...request, choice: chosen === null ? null : { revision: chosen.revision } },
    { ...tools, world: heldWorld(tools.world, open) }
  )
  // On the way back it may be there already, where a run was stopped before it.
  if (undo.kind !== 'plan' && !(isBack && undo.kind === 'notNeeded')) return undo
  const parts: Planned[] = []
  const lever = isBack ? gitopsResume : gitopsSuspend
  for (const choice of isBack ? resumes : open.map(({ name }) => choiceOf(name))) {
    const part = await lever.plan({ ...request, choice }, tools)
    if (part.kind === 'plan') parts.push(part.planned)
    else if (part.kind === 'failed') return { kind: 'failed', failure: withNext(part.failure, open) }
    else if (part.kind !== 'notNeeded') return part
  }
  const undone = undo.kind === 'plan' ? undo.planned : null
  if (undone === null && parts.length === 0) return undo
  const planned = buildHeld(tools, request, { undone, parts, isBack })
  const { blocked } = planned.plan
  const isChosen = undo.kind === 'plan' ? undo.isChosen : true
  if (blocked?.code !== 'forbidden' || isBack) return { kind: 'plan', planned, isChosen }
  return {
    kind: 'plan',
    planned: { ...planned, plan: { ...planned.plan, blocked: withNext(blocked, open) } },
    isChosen
  }
}

/** What is left where it may not be held: the undo alone, and what becomes of it. */
function withNext(failure: Failure, open: readonly SeenReconciler[]): Failure {
  if (failure.code !== 'forbidden') return failure
  const puts = open
    .filter(({ state }) => state === 'reverts')
    .map((one) => `${one.title} puts it back ${putBackText(one)}`)
  const next = `Until then "${deploymentRollback.title}" is left${puts.length === 0 ? '.' : `, and ${puts.join(', and ')}.`}`
  const { code, message, remedy = '', ...rest } = failure
  return failureOf(code, message, { ...rest, remedy: `${remedy} ${next}`.trim() })
}

/** What is held first does nothing to the undo. */
function heldWorld(world: World, open: readonly SeenReconciler[]): World {
  const ownership = mapObserved(world.service.ownership, (known) => ({
    ...known,
    owners: known.owners.map((owner) =>
      open.some((one) => isNamedBy(owner, one))
        ? { ...owner, effect: 'Held first, it leaves the undo as it is until it is resumed.' }
        : owner
    )
  }))
  return { ...world, service: { ...world.service, ownership } }
}
