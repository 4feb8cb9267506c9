import { failureOf, type Guard, type StepId } from '../../../contract/index.ts'
import { formatExpected } from '../../../contract/words/format-duration.ts'
import type { PlanRequest, PlanResult, PlanTools } from '../../ports/lever.ts'
import type { DoStep, Step } from '../../ports/step.ts'
import { isPromoting } from '../../providers/flagger/phase.ts'
import { estimateRollout } from '../../providers/kubernetes/rollout-estimate.ts'
import { undoArgv } from '../../providers/kubernetes/commands.ts'
import { configReferences } from '../../providers/kubernetes/config-references.ts'
import type { HistoryEntry } from '../../providers/kubernetes/history.ts'
import { commandLine } from '../../lib/shell-quote.ts'
import { readAway } from '../canary-abort/index.ts'
import { proofOf, workloadHistory, workloadUndoStep, type FreshCanary } from '../canary-frame/index.ts'
import { planHoldFirst } from '../held-rollback/index.ts'
import { framePlan, inTurn, podsEffectMs } from '../plan-frame/index.ts'
import { breaksByItself } from './broken-primary.ts'
import { restoreBasis } from './basis.ts'
import { alignStep } from './align.ts'
import { blastOf } from './blast.ts'
import { bestRelease, earlierReleases, imagesIn, isLeftBehind, onlyLeftBehind } from './earlier.ts'
import { leverId } from './lever-id.ts'
import { planRest } from './plan-rest.ts'
import { previewUndos } from './preview.ts'
import { restorePhases } from './prove.ts'
import { isUnfinished } from './left-over.ts'
import { suspendIn, weightsSteps } from './steps.ts'
import { graceMs, promotedWait, rolloutWait } from './waits.ts'

/** Plans the way back to a release that was promoted before. @throws FailureError when a history cannot be read. */
export async function planRestore(
  request: PlanRequest,
  tools: PlanTools,
  fresh: FreshCanary,
  revision: number | null
): Promise<PlanResult> {
  const { canary, primary } = fresh
  if (primary === null) return missing(`There is no ${canary.primary}.`)
  const isBroken = breaksByItself({ ...fresh.sight, canary })
  const history = await workloadHistory(tools, primary)
  const [newest] = earlierReleases(history)
  const isAsked = request.continues?.how === 'goOn' && newest !== undefined && isLeftBehind(history, newest)
  const isLeftOver =
    revision === null && !isBroken && isUnfinished(tools.world, { primary, target: fresh.target, history })
  if (isAsked || isLeftOver) return planRest(request, tools, fresh, history)
  const byItself = isBroken ? newest : bestRelease(history)
  if (revision === null && newest && !byItself)
    return { kind: 'needsChoice', reason: onlyLeftBehind(canary.primary, newest) }
  const entry = revision === null ? byItself : history.find((one) => one.revision === revision && !one.isCurrent)
  if (!entry)
    return missing(
      revision === null
        ? `The history of ${canary.primary} has no other release.`
        : `${canary.primary} has no revision ${revision} to go back to.`
    )
  const isLeft = !isBroken && isLeftBehind(history, entry)
  const undo = (after: readonly StepId[]): DoStep => ({
    ...workloadUndoStep(tools, { id: 'primary', deployment: primary, history, entry, canary: canary.name, after })
  })
  const align = await alignStep(tools, fresh, entry)
  const sent = [undo([]), ...(align.step ? [align.step([])] : [])]
  const [held, away, previewed] = await Promise.all([
    planHoldFirst(request, tools),
    canary.failed === 'promotion' || isBroken ? readAway(tools, canary, tools.abort) : null,
    previewUndos(tools, sent)
  ])
  if ('failure' in held) return held
  const weights = weightsSteps(tools, away?.edits ?? [])
  const suspend = suspendIn(tools, fresh)
  const rollout = (after: readonly StepId[]): Step => rolloutWait(tools, fresh, undo([]).target, after)
  const put = align.step ? [align.step] : []
  // While it is promoted, Flagger is left to finish: suspended, the users would stay on the split with the bad primary.
  const makers = isPromoting(canary.phase)
    ? [undo, rollout, (after: readonly StepId[]): Step => promotedWait(tools, fresh, after), ...suspend, ...put]
    : [...suspend, undo, rollout, ...weights, ...put]
  // Whoever puts the target back, or ends the suspension, would take it back: so that comes before everything.
  const steps = inTurn(makers, held.steps)
  const { preview, guard } = previewed
  const current = history.find(({ isCurrent }) => isCurrent)?.revision ?? 0
  const { replicas, expectedMs } = estimateRollout(primary, [])
  const plan = framePlan(tools, request, steps, {
    lever: leverId,
    choice: { revision: entry.revision },
    words: {
      title: `Bring revision ${entry.revision} of ${canary.primary} back`,
      doing: `Bringing revision ${entry.revision} of ${canary.primary} back`,
      done: 'Brought back'
    },
    changes: [
      {
        kind: 'value',
        title: 'Release',
        before: imagesIn(history.find(({ isCurrent }) => isCurrent)?.template ?? {}),
        after: imagesIn(entry.template)
      }
    ],
    guards: [
      ...(isLeft ? [leftGuard(canary.primary, entry)] : []),
      guard,
      ...held.guards,
      ...(isBroken ? [] : [copiesGuard(entry)]),
      align.guard
    ],
    notes: [
      'Flagger leaves the template of the primary alone outside of a promotion, so the undo stays.',
      'Resumed, it tries the release once more, from its first step, beside a primary that is the same; after that it agrees with what serves.'
    ],
    blast: [blastOf(fresh, replicas, align.step !== null, away?.edits ?? []), ...held.blast].join(', '),
    leaves: held.leaves,
    takesEffect: `in ${formatExpected(podsEffectMs(expectedMs))}, with the rolling update of the primary`,
    takesEffectMs: podsEffectMs(expectedMs),
    expectedMs,
    inverse: {
      text: isBroken || isLeft ? `bring revision ${current} back` : `bring revision ${current}, the bad release, back`,
      command: commandLine(
        undoArgv({ context: tools.context, ref: { namespace: canary.namespace, name: canary.primary } }, current)
      ),
      lever: leverId,
      choice: { revision: current }
    },
    withoutYou: isBroken
      ? {
          text: 'nothing rolls back',
          detail: `Flagger looks at nothing until ${canary.primary} is ready, and Kubernetes never rolls back by itself.`
        }
      : isLeft
        ? { text: 'the release of now stays', detail: `Nothing gives ${canary.primary} another one by itself.` }
        : {
            text: 'the bad release stays',
            detail: `It was promoted: nothing rolls ${canary.primary} back by itself.`
          },
    preview,
    ...(preview.failure ? { blocked: preview.failure } : {}),
    typed: `${canary.name}@${tools.environment.name}`,
    isSure: true
  })
  return {
    kind: 'plan',
    isChosen: revision !== null,
    planned: {
      plan,
      steps,
      phases: restorePhases(expectedMs),
      proof: proofOf(canary, canary.progressDeadlineMs + graceMs),
      basis: restoreBasis(canary, primary)
    }
  }
}

function leftGuard(primary: string, { revision }: HistoryEntry): Guard {
  const text = `Revision ${revision} of ${primary} is the release that was left for the one of now: users would be on what was bad again`
  return { id: 'left', status: 'warning', text }
}

/** Flagger overwrites its copies at each promotion, under the same name (fluxcd/flagger pkg/canary/config_tracker.go CreatePrimaryConfigs). */
function copiesGuard({ template }: HistoryEntry): Guard {
  const copies = configReferences(template).filter(({ name }) => name.endsWith('-primary'))
  if (copies.length === 0)
    return { id: 'config', status: 'passed', text: 'It reads no configuration that a promotion has overwritten' }
  const names = copies.map(({ kind, name }) => `${kind} ${name}`).join(', ')
  return {
    id: 'config',
    status: 'warning',
    text: `The release comes back with the contents of now: ${names} ${copies.length === 1 ? 'was' : 'were'} overwritten by the promotion`
  }
}

function missing(message: string): PlanResult {
  const remedy = 'Put the good release back at its source.'
  return { kind: 'failed', failure: failureOf('notFound', message, { remedy }) }
}
