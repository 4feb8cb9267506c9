import { formatExpected } from '../../../contract/words/format-duration.ts'
import { routeWeights } from '../../actions/route-weights/index.ts'
import { suspendCanary } from '../../actions/canary-suspend/index.ts'
import type { Action } from '../../ports/action.ts'
import type { Planned, PlanRequest, PlanTools } from '../../ports/lever.ts'
import type { DoStep } from '../../ports/step.ts'
import { previewPatches } from '../../providers/kubernetes/preview-patch.ts'
import { framePlan, insecure, measuredEffectMs } from '../plan-frame/index.ts'
import type { DrainChoice } from './choice.ts'
import { leverId } from './lever-id.ts'
import { notesOf } from './notes.ts'
import { roomGuard, unreadGuard } from './plan-guards.ts'
import { drainPhases, type DrainProof } from './proof.ts'
import { askedHost, changesOf, ofWhom } from './shares.ts'
import type { Situation } from './situation.ts'
import { backCommand, drainSteps, firstSteps } from './steps.ts'
import { versionsOf } from './versions.ts'
import { istiodAway } from '../../providers/routes/istio/istiod-away.ts'

const actions: ReadonlyMap<string, Action> = new Map<string, Action>([
  [routeWeights.id, routeWeights],
  [suspendCanary.id, suspendCanary]
])

/** Puts the plan together: steps, dry run, guards, words. */
export async function buildPlan(
  request: PlanRequest,
  tools: PlanTools,
  situation: Situation,
  choice: DrainChoice
): Promise<Planned> {
  const { world, environment, abort } = tools
  const { away, into, left } = choice
  const steps = drainSteps(tools, situation, choice)
  const { preview, guard } = await previewPatches(firstSteps(tools, situation, choice), tools, judgeWith(tools), abort)
  const blocked = insecure(tools) ?? istiodAway(preview.failure) ?? preview.failure
  const guards = [guard, roomGuard(situation, choice), unreadGuard(situation)].filter((one) => one !== null)
  const doing = left === 0 ? `Drain ${away} into ${into}` : `Leave ${left} % to ${away}, the rest to ${into}`
  const now = Math.round(
    100 * Math.max(0, ...situation.pairs.filter((pair) => pair.away === away).map(({ share }) => share))
  )
  const debts = steps.flatMap((step) => (step.kind === 'do' ? debtsOf(step) : []))
  const gates = steps.filter(({ kind }) => kind === 'wait').length
  const expectedMs = steps.length * 500 + gates * 120_000
  const asked = askedHost(situation.splits)
  const plan = framePlan(tools, request, steps, {
    lever: leverId,
    choice,
    words: {
      title: doing,
      doing: doing.replace('Drain', 'Draining').replace('Leave', 'Leaving'),
      done: 'Drained',
      outside: {
        doing: 'Requests are being led to another part of the service.',
        done: 'Requests are led to another part of the service.',
        ...(asked === undefined ? {} : { of: asked })
      }
    },
    changes: changesOf(situation.splits, choice),
    guards,
    notes: notesOf(situation, choice),
    blast: `requests of ${routesText(situation)}; no pod is touched`,
    takesEffect:
      gates === 0
        ? `with the next push of the mesh, in ${formatExpected(measuredEffectMs.byWeights)}`
        : `in ${choice.steps} steps, each after a minute that is well`,
    takesEffectMs: measuredEffectMs.byWeights,
    expectedMs,
    inverse: {
      text: `give ${away} ${now} % back${whoseShare(situation, away)}`,
      command: backCommand(tools, situation, choice),
      lever: leverId,
      choice: { away, into, left: now, steps: 1 }
    },
    leaves: debts.map((debt) => ({ ...debt, openedAt: null, settledAt: null })),
    withoutYou: withoutYou(situation, choice),
    preview,
    ...(blocked ? { blocked } : {}),
    typed: `${world.ref.name}@${environment.name}`,
    isSure: situation.seen.unread.length === 0
  })
  const proof: DrainProof = { namespace: world.ref.namespace, away, into, left, beside: besideOf(situation) }
  return {
    plan,
    steps,
    phases: drainPhases(into),
    proof,
    basis: { versions: Object.fromEntries(versionsOf(situation)) }
  }
}

/** Whose requests the largest share of a Deployment is of, where that rule is not for all. */
function whoseShare({ splits }: Situation, workload: string): string {
  const [largest] = splits
    .flatMap(({ parts, rule }) =>
      parts.flatMap(({ workloads, destination }) =>
        workloads.includes(workload) ? [{ share: destination.share, rule }] : []
      )
    )
    .toSorted((a, b) => b.share - a.share)
  return largest ? ofWhom(largest.rule) : ''
}

/** Every Deployment that gets a share of the same rules. */
function besideOf({ splits }: Situation): string[] {
  return [...new Set(splits.flatMap(({ parts }) => parts.flatMap(({ workloads }) => workloads)))].toSorted()
}

function judgeWith(tools: PlanTools): Parameters<typeof previewPatches>[2] {
  return ({ action, target, facts, command, sends }, response) => {
    const request = sends.kind === 'fixed' ? sends.request : { method: 'PATCH' as const, path: '', query: {} }
    const found = actions.get(action)
    return found?.outcome({ target, facts, command, request }, response, null, tools) ?? { outcome: 'unknown' }
  }
}

function debtsOf({ action, target, facts, command }: DoStep) {
  const request = { method: 'PATCH' as const, path: '', query: {} }
  return actions.get(action)?.debts?.({ target, facts, command, request }) ?? []
}

function routesText({ splits }: Situation): string {
  return [...new Set(splits.map(({ route }) => route.name))].join(', ')
}

function withoutYou({ writers }: Situation, { away }: DrainChoice) {
  const active = writers.find((writer) => writer.kind === 'flagger' && writer.isActive)
  if (active)
    return {
      text: 'Flagger decides',
      detail: `Flagger moves the weights at every check that passes, and takes ${away} out once enough have failed.`
    }
  return { text: 'the weights stay', detail: `Nobody takes requests away from ${away} by itself.` }
}
