import type { StepId } from '../../../contract/index.ts'
import { deploymentTarget } from '../../actions/deployment-undo/index.ts'
import type { PlanRequest, PlanResult, PlanTools } from '../../ports/lever.ts'
import type { Step } from '../../ports/step.ts'
import { undoArgv } from '../../providers/kubernetes/commands.ts'
import type { HistoryEntry } from '../../providers/kubernetes/history.ts'
import { templateDigest } from '../../providers/kubernetes/template-digest.ts'
import { commandLine } from '../../lib/shell-quote.ts'
import { readAway } from '../canary-abort/index.ts'
import { proofOf, type FreshCanary } from '../canary-frame/index.ts'
import { framePlan, inTurn } from '../plan-frame/index.ts'
import { alignStep } from './align.ts'
import { restoreBasis } from './basis.ts'
import { blastOf } from './blast.ts'
import { earlierReleases } from './earlier.ts'
import { leverId } from './lever-id.ts'
import { previewUndos } from './preview.ts'
import { restorePhases, type RestoreProof } from './prove.ts'
import { suspendIn, weightsSteps } from './steps.ts'
import { graceMs, rolloutWait } from './waits.ts'

/**
 * What is left of a plan that stopped after the primary had been given its release back: by what is read now, never by what
 * was planned then. The release is not sent again, and the one that was left is not brought back.
 * @param history of the primary, newest first
 * @throws FailureError when the history of the target or a route cannot be read.
 */
export async function planRest(
  request: PlanRequest,
  tools: PlanTools,
  fresh: FreshCanary,
  history: readonly HistoryEntry[]
): Promise<PlanResult> {
  const { canary, primary } = fresh
  const entry = history.find(({ isCurrent }) => isCurrent)
  if (primary === null || !entry) return { kind: 'notNeeded', reason: `There is no ${canary.primary}.` }
  const align = await alignStep(tools, fresh, entry)
  const put = align.step ? [align.step] : []
  const [away, { preview, guard }] = await Promise.all([
    canary.failed === 'promotion' ? readAway(tools, canary, tools.abort) : null,
    previewUndos(
      tools,
      put.map((make) => make([]))
    )
  ])
  const target = deploymentTarget(tools, primary)
  const makers = [
    ...suspendIn(tools, fresh),
    (after: readonly StepId[]): Step => rolloutWait(tools, fresh, target, after),
    ...weightsSteps(tools, away?.edits ?? []),
    ...put
  ]
  const steps = inTurn(makers)
  const ref = { namespace: canary.namespace, name: canary.primary }
  const [left] = earlierReleases(history)
  // An undo numbers the release anew: it is named as the plan that brought it back named it.
  const { revision } = entry
  const was = entry.earlier.at(-1) ?? revision
  const now = was === revision ? '' : `, which is revision ${revision} now`
  const plan = framePlan(tools, request, steps, {
    lever: leverId,
    choice: { revision: entry.revision },
    words: {
      title: `Finish bringing revision ${was} of ${canary.primary} back${now}`,
      doing: `Finishing what brings revision ${was} of ${canary.primary} back`,
      done: 'Brought back'
    },
    changes: [],
    guards: [
      { id: 'release', status: 'passed', text: `${canary.primary} asks for revision ${was} already${now}` },
      align.guard,
      ...(put.length > 0 ? [guard] : [])
    ],
    notes: [
      'What an earlier plan has done stays and is not sent again: this is what is left of it by what is read now.'
    ],
    blast: blastOf(fresh, 0, align.step !== null, away?.edits ?? []),
    takesEffect: 'with the rolling update of the primary, which goes on',
    takesEffectMs: graceMs,
    expectedMs: graceMs,
    inverse: left
      ? {
          text: `bring revision ${left.revision}, the bad release that was left, back`,
          command: commandLine(undoArgv({ context: tools.context, ref }, left.revision)),
          lever: leverId,
          choice: { revision: left.revision }
        }
      : null,
    withoutYou: {
      text: `${canary.target.name} stays on the bad release`,
      detail: 'Resumed, Flagger would try that release once more.'
    },
    preview,
    ...(preview.failure ? { blocked: preview.failure } : {}),
    typed: `${canary.name}@${tools.environment.name}`,
    isSure: true
  })
  const proof: RestoreProof = {
    ...proofOf(canary, canary.progressDeadlineMs + graceMs),
    release: templateDigest(entry.template)
  }
  const planned = { plan, steps, phases: restorePhases(graceMs), proof, basis: restoreBasis(canary, primary) }
  return { kind: 'plan', isChosen: request.choice !== null, planned }
}
