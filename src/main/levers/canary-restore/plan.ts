import { failureOf, type Guard, type StepId } from '../../../contract/index.ts'
import { deploymentUndo } from '../../actions/deployment-undo/index.ts'
import { routeWeightsStep } from '../../actions/route-weights/index.ts'
import { suspendStep } from '../../actions/canary-suspend/index.ts'
import { at, numberAt } from '../../lib/json-access.ts'
import type { PlanRequest, PlanResult, PlanTools } from '../../ports/lever.ts'
import type { DoStep, Step, WaitStep } from '../../ports/step.ts'
import { isPromoting } from '../../providers/flagger/phase.ts'
import { rolloutStatusLine, undoArgv } from '../../providers/kubernetes/commands.ts'
import { configReferences } from '../../providers/kubernetes/config-references.ts'
import type { HistoryEntry } from '../../providers/kubernetes/history.ts'
import { previewPatches } from '../../providers/kubernetes/preview-patch.ts'
import { commandLine } from '../../lib/shell-quote.ts'
import { readAway } from '../canary-abort/index.ts'
import {
  canaryBasis,
  isPromoted,
  phaseLine,
  proofOf,
  workloadHistory,
  workloadUndoStep,
  type FreshCanary
} from '../canary-frame/index.ts'
import { planHoldFirst } from '../held-rollback/index.ts'
import { framePlan } from '../plan-frame/index.ts'
import { breaksByItself } from './broken-primary.ts'
import { earlierReleases, imagesIn } from './earlier.ts'
import { leverId } from './lever-id.ts'
import { restorePhases } from './prove.ts'

/** What a rolling update may take beside the deadline of its Deployment. */
const graceMs = 60_000

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
  const releases = earlierReleases(history)
  const entry = revision === null ? releases[0] : history.find((one) => one.revision === revision && !one.isCurrent)
  if (!entry)
    return missing(
      revision === null
        ? `The history of ${canary.primary} has no other release.`
        : `${canary.primary} has no revision ${revision} to go back to.`
    )
  const undo = (after: readonly StepId[]): DoStep => ({
    ...workloadUndoStep(tools, { id: 'primary', deployment: primary, history, entry, canary: canary.name, after })
  })
  const [held, align, away, previewed] = await Promise.all([
    planHoldFirst(request, tools),
    alignStep(tools, fresh, entry),
    canary.failed === 'promotion' || isBroken ? readAway(tools, canary, tools.abort) : null,
    previewPatches(
      [undo([])],
      tools,
      (step, response) => {
        const sent =
          step.sends.kind === 'fixed' ? step.sends.request : { method: 'PATCH' as const, path: '', query: {} }
        return deploymentUndo.outcome(
          { ...step, facts: deploymentUndo.facts.parse(step.facts), request: sent },
          response,
          null,
          tools
        )
      },
      tools.abort
    )
  ])
  if ('failure' in held) return held
  const weights = (away?.edits ?? []).map(
    (edit, index) =>
      (after: readonly StepId[]): Step =>
        routeWeightsStep(tools, edit, {
          id: `weights-${index + 1}`,
          title: `All traffic of ${edit.object.metadata.name} to the primary, once it is ready`,
          weights: 'whatever',
          after
        })
  )
  const suspend = canary.suspended
    ? []
    : [
        (after: readonly StepId[]): Step =>
          suspendStep({
            id: 'suspend',
            target: fresh.canaryTarget,
            context: tools.context,
            from: at(fresh.object, 'spec', 'suspend'),
            to: true,
            after
          })
      ]
  const rollout = (after: readonly StepId[]): Step => rolloutWait(tools, fresh, undo([]).target, after)
  const put = align.step ? [align.step] : []
  // While it is promoted, Flagger is left to finish: suspended, the users would stay on the split with the bad primary.
  const makers = isPromoting(canary.phase)
    ? [undo, rollout, (after: readonly StepId[]): Step => promotedWait(tools, fresh, after), ...suspend, ...put]
    : [...suspend, undo, rollout, ...weights, ...put]
  // Whoever puts the target back, or ends the suspension, would take it back: so that comes before everything.
  const steps: Step[] = [...held.steps]
  for (const make of makers) steps.push(make(steps.slice(-1).map(({ id }) => id)))
  const { preview, guard } = previewed
  const current = history.find(({ isCurrent }) => isCurrent)?.revision ?? 0
  const replicas = numberAt(primary, 'spec', 'replicas') ?? 1
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
    guards: [guard, ...held.guards, ...(isBroken ? [] : [copiesGuard(entry)]), align.guard],
    notes: [
      'Flagger leaves the template of the primary alone outside of a promotion, so the undo stays.',
      'Resumed, it tries the release once more, from its first step, beside a primary that is the same; after that it agrees with what serves.'
    ],
    blast: [blastOf(fresh, replicas, align.step !== null, away?.edits ?? []), ...held.blast].join(', '),
    leaves: held.leaves,
    takesEffect: 'with the rolling update of the primary',
    takesEffectMs: graceMs,
    expectedMs: graceMs,
    inverse: {
      text: `bring revision ${current} back`,
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
      phases: restorePhases(graceMs),
      proof: proofOf(canary, canary.progressDeadlineMs + graceMs),
      basis: canaryBasis(canary)
    }
  }
}

/** What is touched, as it is seen now: whether the target has pods is not to be taken for granted. */
function blastOf(
  { canary, target }: FreshCanary,
  replicas: number,
  isAligned: boolean,
  edits: Awaited<ReturnType<typeof readAway>>['edits']
): string {
  const pods =
    target === null
      ? 0
      : Math.max(numberAt(target, 'spec', 'replicas') ?? 1, numberAt(target, 'status', 'replicas') ?? 0)
  const count = (number: number): string => (number === 1 ? '1 pod' : `${number} pods`)
  const routes = [...new Set(edits.map(({ object }) => `${object.kind} ${object.metadata.name}`))]
  return [
    `${count(replicas)} of the primary`,
    'one Canary',
    ...routes,
    ...(isAligned
      ? [
          pods === 0
            ? `its target ${canary.target.name}, without pods`
            : `${count(pods)} of its target ${canary.target.name}`
        ]
      : [])
  ].join(', ')
}

interface Align {
  readonly step: ((after: readonly StepId[]) => DoStep) | null
  readonly guard: Guard
}

/** The target on the same release: otherwise Flagger starts a run of what stands there when it is resumed. */
async function alignStep(
  tools: PlanTools,
  { canary, target, primary }: FreshCanary,
  entry: HistoryEntry
): Promise<Align> {
  const warn = (text: string): Align => ({ step: null, guard: { id: 'target', status: 'warning', text } })
  if (target === null || primary === null) return warn(`${canary.target.name} was not found`)
  const restored = { ...primary, spec: { selector: at(primary, 'spec', 'selector'), template: entry.template } }
  const history = await workloadHistory(tools, target)
  const found = history.find(({ template }) => isPromoted(restored, target, template))
  if (!found)
    return warn(
      `No revision of ${canary.target.name} has that release: put it right at its source before the Canary is resumed`
    )
  const text = `Revision ${found.revision} of ${canary.target.name} is the same release`
  const guard: Guard = { id: 'target', status: 'passed', text }
  if (found.isCurrent) return { step: null, guard }
  return {
    guard,
    step: (after) =>
      workloadUndoStep(tools, { id: 'target', deployment: target, history, entry: found, canary: canary.name, after })
  }
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

function rolloutWait(
  tools: PlanTools,
  { canary }: FreshCanary,
  target: DoStep['target'],
  after: readonly StepId[]
): WaitStep {
  const atMostMs = canary.progressDeadlineMs + graceMs
  const ref = { namespace: canary.namespace, name: canary.primary }
  return {
    kind: 'wait',
    id: 'rollout',
    title: 'The primary is rolled out',
    gate: { kind: 'check', check: 'rollout', target, forMs: 0 },
    waitsBy: rolloutStatusLine({ context: tools.context, ref }, atMostMs),
    atMostMs,
    onTime: 'stop',
    after
  }
}

function promotedWait(tools: PlanTools, { canary, canaryTarget }: FreshCanary, after: readonly StepId[]): WaitStep {
  const atMostMs = 12 * canary.intervalMs
  return {
    kind: 'wait',
    id: 'promoted',
    title: 'Flagger finishes its promotion, onto the release that is back',
    gate: { kind: 'check', check: 'canary succeeded', target: canaryTarget, forMs: 0 },
    waitsBy: phaseLine(tools.context, canary, 'Succeeded', atMostMs),
    atMostMs,
    onTime: 'stop',
    after
  }
}

function missing(message: string): PlanResult {
  const remedy = 'Put the good release back at its source.'
  return { kind: 'failed', failure: failureOf('notFound', message, { remedy }) }
}
