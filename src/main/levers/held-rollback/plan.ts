import { failureOf, mapObserved, type Failure } from '../../../contract/index.ts'
import type { Planned, PlanRequest, PlanResult, PlanTools, World } from '../../ports/lever.ts'
import {
  isNamedBy,
  putBackText,
  seenReconcilers,
  type SeenReconciler
} from '../../providers/kubernetes/gitops/seen-reconcilers.ts'
import { isOurManager } from '../../providers/kubernetes/field-manager.ts'
import { templateWriter } from '../../providers/kubernetes/managed-fields.ts'
import { deploymentRollback, readHistory } from '../deployment-rollback/index.ts'
import { gitopsResume } from '../gitops-resume/index.ts'
import { choiceOf, gitopsSuspend } from '../gitops-suspend/index.ts'
import { buildHeld } from './build-plan.ts'
import { heldChoice, resumesIn } from './choice.ts'
import { openIn } from './judge.ts'

const allDone: PlanResult = { kind: 'notNeeded', reason: 'It is undone already, and whatever was held goes on.' }

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
  // On the way back it may be there already, where a run was stopped before it, or after it.
  const isThere = isBack && (undo.kind === 'notNeeded' || (await isRenumbered(undo, request, tools)))
  if (undo.kind !== 'plan' && !isThere) return undo
  const parts: Planned[] = []
  const lever = isBack ? gitopsResume : gitopsSuspend
  for (const choice of isBack ? resumes : open.map(({ name }) => choiceOf(name))) {
    const part = await lever.plan({ ...request, choice }, tools)
    if (part.kind === 'plan') parts.push(part.planned)
    else if (part.kind === 'failed') return { kind: 'failed', failure: withNext(part.failure, open) }
    else if (part.kind !== 'notNeeded') return part
  }
  const undone = undo.kind === 'plan' ? undo.planned : null
  if (undone === null && parts.length === 0) return undo.kind === 'failed' ? allDone : undo
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

/**
 * Whether the undo of a way back that stopped is done: the number that it went to is gone, as numbers of what is used again are, and
 * the template that is there was written by us last. A ControllerRevision keeps no earlier number (kubernetes
 * pkg/controller/history/controller_history.go UpdateControllerRevision).
 */
async function isRenumbered(undo: PlanResult, { continues }: PlanRequest, tools: PlanTools): Promise<boolean> {
  if (continues?.how !== 'goOn' || undo.kind !== 'failed' || undo.failure.code !== 'notFound') return false
  const { reader, world, context, abort } = tools
  const { deployment } = await readHistory({ reader, ref: world.ref, connection: { context }, abort })
  return isOurManager(templateWriter(deployment)?.manager ?? '')
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
