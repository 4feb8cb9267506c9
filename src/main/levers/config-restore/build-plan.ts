import type { Failure, WireRequest } from '../../../contract/index.ts'
import { failureOf } from '../../../contract/index.ts'
import { formatExpected } from '../../../contract/words/format-duration.ts'
import { configCommand, configData, configDataStep } from '../../actions/config-data/index.ts'
import { restartStep, restartWorkload } from '../../actions/workload-restart/index.ts'
import { at } from '../../lib/json-access.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { Planned, PlanRequest, PlanTools } from '../../ports/lever.ts'
import type { DoStep } from '../../ports/step.ts'
import { kubectlLine } from '../../providers/kubernetes/commands.ts'
import { valuesOf, type ConfigChange } from '../../providers/kubernetes/config/config-data.ts'
import { previewPatches } from '../../providers/kubernetes/preview-patch.ts'
import { estimateRollout } from '../../providers/kubernetes/rollout-estimate.ts'
import { framePlan, insecure, podsEffectMs } from '../plan-frame/index.ts'
import { backChoice } from './choice.ts'
import type { FoundConfig } from './found-config.ts'
import { leverId } from './lever-id.ts'
import { ownerGuards, sharedGuard, takenAwayGuard } from './plan-guards.ts'
import { changesOf, keysText, mountedMs, notesOf, wayBackText } from './plan-words.ts'
import { configPhases, type ConfigProof } from './proof.ts'

/** Puts the plan together: steps, guards, preview, words. Values that may be credentials are in none of its words. */
export async function buildPlan(found: FoundConfig, request: PlanRequest, tools: PlanTools): Promise<Planned> {
  const { choice, object, deployment, uses, changes, isApplied } = found
  const { world, environment, context, clock } = tools
  const { ref, service } = world
  const restarts = uses.atStart.length > 0
  const config = configDataStep(tools, {
    id: 'config',
    title: `Put ${keysText(changes)} of ConfigMap ${choice.name} back`,
    object,
    changes,
    isApplied
  })
  const restart = restartStep(tools, {
    id: 'restart',
    title: `Restart ${ref.name}, whose pods read it as they start`,
    deployment,
    now: clock.now(),
    after: ['config']
  })
  const steps: readonly DoStep[] = restarts ? [config, restart] : [config]
  const [{ preview, guard }, shared] = await Promise.all([previewSteps(steps, tools), sharedGuard(tools, choice.name)])
  const pods = seenPods(tools)
  const estimate = estimateRollout(deployment, pods)
  const expectedMs = restarts ? estimate.expectedMs : mountedMs
  const blocked = insecure(tools) ?? (restarts ? paused(deployment, tools) : null) ?? preview.failure
  const title = `${isApplied ? 'Restore' : 'Set'} ${keysText(changes)} of ConfigMap ${choice.name}`
  const why = [request.why, found.why].filter((text) => text !== '').join(' ')
  const plan = framePlan(tools, { ...request, why }, steps, {
    lever: leverId,
    choice,
    words: {
      title: `${title}${restarts ? ` and restart ${ref.name}` : ''}`,
      doing: `${isApplied ? 'Restoring' : 'Setting'} ConfigMap ${choice.name}`,
      done: isApplied ? 'Restored' : 'Set'
    },
    ...(found.cause ? { cause: found.cause } : {}),
    changes: changesOf(choice.name, changes),
    guards: [...takenAwayGuard(found), ...ownerGuards(object), ...(shared ? [shared] : []), guard],
    notes: notesOf(found, restarts),
    blast: restarts
      ? `${estimate.replicas} pods, ${estimate.downtime ? 'all at once' : `${estimate.batch} at a time`}`
      : 'no pods',
    takesEffect: `in ${formatExpected(podsEffectMs(expectedMs))}`,
    takesEffectMs: podsEffectMs(expectedMs),
    expectedMs,
    inverse: {
      text: wayBackText(changes),
      command: configCommand(config.target, context, reversed(changes), false),
      lever: leverId,
      choice: backChoice(choice.name, changes)
    },
    withoutYou: {
      text: 'stays as it is',
      detail: 'Kubernetes keeps no earlier version of a ConfigMap, and puts none back.'
    },
    preview,
    typed: `${ref.name}@${environment.name}`,
    isSure: service.ownership.state === 'value' && service.ownership.value.state === 'known',
    ...(blocked ? { blocked } : {})
  })
  const proof: ConfigProof = {
    namespace: ref.namespace,
    config: choice.name,
    deployment: ref.name,
    restarts,
    expectedMs
  }
  return {
    plan,
    steps,
    phases: configPhases(restarts, expectedMs),
    proof,
    basis: { name: choice.name, values: valuesOf(object), template: at(deployment, 'spec', 'template') }
  }
}

/** Asks the server for a dry run of the steps. @throws FailureError `cancelled` only. */
export function previewSteps(steps: readonly DoStep[], tools: PlanTools) {
  return previewPatches(steps, tools, (step, response) => outcomeOf(step, response, tools), tools.abort)
}

function outcomeOf(step: DoStep, response: Parameters<typeof configData.outcome>[1], tools: PlanTools) {
  const none: WireRequest = { method: 'PATCH', path: '', query: {} }
  const request = step.sends.kind === 'fixed' ? step.sends.request : none
  const mutation = { target: step.target, request, command: step.command }
  return step.action === configData.id
    ? configData.outcome({ ...mutation, facts: configData.facts.parse(step.facts) }, response, null, tools)
    : restartWorkload.outcome({ ...mutation, facts: restartWorkload.facts.parse(step.facts) }, response, null, tools)
}

/** kubernetes/kubectl pkg/polymorphichelpers/objectrestarter.go refuses a paused Deployment. */
export function paused(deployment: KubeObject, { context, world: { ref } }: PlanTools): Failure | null {
  if (at(deployment, 'spec', 'paused') !== true) return null
  const resume = kubectlLine({ context, ref }, 'rollout', 'resume', `deployment/${ref.name}`)
  return failureOf('refused', `Deployment ${ref.name} is paused: no pod would be replaced, and none would read it.`, {
    remedy: `Resume it first with: ${resume}. That may first roll out the template that is waiting.`,
    retryable: true
  })
}

function reversed(changes: readonly ConfigChange[]): readonly ConfigChange[] {
  return changes.map(({ key, from, to }) => ({ key, from: to, to: from }))
}

function seenPods({ world }: PlanTools): readonly KubeObject[] {
  const observed = world.objects.get('pods')
  return observed?.state === 'value' ? observed.value : []
}
