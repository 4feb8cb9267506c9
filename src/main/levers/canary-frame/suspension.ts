import type { Guard } from '../../../contract/index.ts'
import { utc } from '../../../contract/words/format-time.ts'
import { suspendCanary as action } from '../../actions/canary-suspend/index.ts'
import type { DoStep } from '../../ports/step.ts'
import type { PlanRequest, PlanResult, PlanTools } from '../../ports/lever.ts'
import { isOnTrial } from '../../providers/flagger/phase.ts'
import type { FieldFacts } from '../../providers/kubernetes/field-action.ts'
import { patchCommand } from '../../providers/kubernetes/field-action.ts'
import { reversed } from '../../providers/kubernetes/field-change.ts'
import { templateOf } from '../../providers/kubernetes/history.ts'
import { previewPatches } from '../../providers/kubernetes/preview-patch.ts'
import { framePlan } from '../plan-frame/index.ts'
import { canaryBasis } from './basis.ts'
import type { FreshCanary } from './fresh.ts'
import { proofOf, type CanaryCondition } from './prove.ts'
import { isPromoted } from './undo-workload.ts'

interface Suspension {
  readonly lever: string
  /** The lever that takes it back. */
  readonly inverse: string
  readonly fresh: FreshCanary
  readonly step: DoStep<FieldFacts>
  readonly request: PlanRequest
  readonly tools: PlanTools
}

/** How long Flagger and the server may take until it can be read back, milliseconds. */
const atMostMs = 30_000

/** A plan that suspends a Canary or resumes it, and nothing else. The dry run shows whether the schema keeps the field. */
export async function planSuspension({ lever, inverse, fresh, step, request, tools }: Suspension): Promise<PlanResult> {
  const { canary, canaryTarget } = fresh
  const { facts } = step
  const isSuspending = facts.changes[0]?.to === true
  const doing = isSuspending ? 'Suspend' : 'Resume'
  const { preview, guard } = await previewPatches(
    [step],
    tools,
    ({ target, facts: planned, command, sends }, response) => {
      const sent = sends.kind === 'fixed' ? sends.request : { method: 'PATCH' as const, path: '', query: {} }
      return action.outcome({ target, facts: planned, command, request: sent }, response, null, tools)
    },
    tools.abort
  )
  const back = { ...facts, changes: reversed(facts.changes) }
  const debts =
    action.debts?.({
      target: canaryTarget,
      facts,
      command: step.command,
      request: { method: 'PATCH', path: '', query: {} }
    }) ?? []
  const steps = [step]
  const { name, namespace } = canary
  const plan = framePlan(tools, request, steps, {
    lever,
    choice: request.choice ?? {},
    words: {
      title: `${doing} Canary ${name}`,
      doing: isSuspending ? `Suspending Canary ${name}` : `Resuming Canary ${name}`,
      done: isSuspending ? 'Suspended' : 'Resumed',
      outside: isSuspending
        ? {
            doing: 'The gradual release of a change is being paused.',
            done: 'The gradual release of a change is paused.'
          }
        : {
            doing: 'The gradual release of changes is being taken up again.',
            done: 'The gradual release of changes goes on again.'
          }
    },
    changes: [
      {
        kind: 'value',
        title: 'Flagger',
        before: isSuspending ? 'acts on this Canary' : 'does nothing for it',
        after: isSuspending ? 'does nothing for it' : 'acts on this Canary'
      }
    ],
    guards: [guard, ...(isSuspending ? [] : otherRelease(fresh))],
    notes: isSuspending ? holdNotes : [],
    blast: 'one Canary, no pods, no routes',
    takesEffect: 'with the next check',
    takesEffectMs: 1_000,
    expectedMs: 5_000,
    inverse: {
      text: isSuspending ? 'resume it' : 'suspend it again',
      command: patchCommand(canaryTarget, back),
      lever: inverse,
      choice: {}
    },
    leaves: debts.map((debt) => ({ ...debt, openedAt: null, settledAt: null })),
    withoutYou: withoutYou(fresh),
    preview,
    ...(preview.failure ? { blocked: preview.failure } : {}),
    typed: `${name}@${tools.environment.name}`,
    isSure: true
  })
  return {
    kind: 'plan',
    isChosen: request.choice !== null,
    planned: {
      plan,
      steps,
      phases: [{ id: 'suspension', title: isSuspending ? 'Read it back' : 'See Flagger act again', expectedMs: 5_000 }],
      proof: proofOf(canary, atMostMs),
      basis: { ...canaryBasis(canary), namespace }
    }
  }
}

/** What Flagger would try as soon as it acts again. */
function otherRelease({ canary, target, primary }: FreshCanary): readonly Guard[] {
  if (target === null || primary === null || isOnTrial(canary.phase)) return []
  if (isPromoted(primary, target, templateOf(target))) return []
  const text = `${canary.target.name} has another release than ${canary.primary}: resumed, Flagger begins a run of it`
  return [{ id: 'target', status: 'warning', text }]
}

const holdNotes = [
  'Weights stay as they are; who is on the release now stays on it.',
  'Nothing that Flagger made is put back while it is suspended.'
]

function withoutYou({ sight: { automatic, canary } }: FreshCanary) {
  if (automatic.kind === 'never') return { text: 'as it is now', detail: automatic.reason }
  return {
    text: 'rolled back if every check fails',
    detail: `${canary.failedChecks} of ${canary.threshold} checks have failed: Flagger rolls back by ${utc(automatic.byAt)} at the latest if every check fails, and goes on with the release after one that passes.`
  }
}

/** What is read back: old schemas drop the field in silence, and another writer may put it back. */
export function suspensionChecks(to: boolean): readonly CanaryCondition[] {
  return [
    {
      name: 'suspension',
      title: to ? 'The Canary is suspended' : 'The Canary is not suspended',
      needed: true,
      look: ({ canary: { suspended, generation } }) => ({
        status: suspended === to ? 'True' : 'False',
        evidence: `spec.suspend is ${suspended ? 'true' : 'not set'} at generation ${generation}`
      })
    }
  ]
}
