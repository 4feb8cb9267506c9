import type { Change, Failure, WireRequest } from '../../../contract/index.ts'
import { failureOf } from '../../../contract/index.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { configCommand, configData, configDataStep } from '../../actions/config-data/index.ts'
import { restartStep, restartWorkload } from '../../actions/workload-restart/index.ts'
import { holdsBackVariable } from '../../lib/held-back.ts'
import { at } from '../../lib/json-access.ts'
import { notShown } from '../../lib/not-shown.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { Planned, PlanRequest, PlanTools } from '../../ports/lever.ts'
import type { DoStep } from '../../ports/step.ts'
import { kubectlLine } from '../../providers/kubernetes/commands.ts'
import { valuesOf, type ConfigChange } from '../../providers/kubernetes/config/config-data.ts'
import type { ConfigUses } from '../../providers/kubernetes/config/config-uses.ts'
import { previewPatches } from '../../providers/kubernetes/preview-patch.ts'
import { estimateRollout } from '../deployment-rollback/index.ts'
import { framePlan, insecure } from '../plan-frame/index.ts'
import { backChoice, type ConfigChoice } from './choice.ts'
import { leverId } from './lever-id.ts'
import { ownerGuards, sharedGuard } from './plan-guards.ts'
import { configPhases, type ConfigProof } from './proof.ts'

/** Until mounted files follow: the kubelet's sync, and its cache (kubernetes.io/docs/concepts/configuration/configmap). */
const mountedMs = 120_000
/** More values than these are told by their number. */
const mostChanges = 20

export interface Found {
  readonly choice: ConfigChoice
  readonly object: KubeObject
  readonly deployment: KubeObject
  readonly uses: ConfigUses
  readonly changes: readonly ConfigChange[]
  /** Whether what was last applied is put back. */
  readonly isApplied: boolean
}

/** Puts the plan together: steps, guards, preview, words. Values that may be credentials are in none of its words. */
export async function buildPlan(found: Found, request: PlanRequest, tools: PlanTools): Promise<Planned> {
  const { choice, object, deployment, uses, changes, isApplied } = found
  const { world, environment, context, clock, abort } = tools
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
  const [{ preview, guard }, shared] = await Promise.all([
    previewPatches(steps, tools, (step, response) => outcomeOf(step, response, tools), abort),
    sharedGuard(tools, choice.name)
  ])
  const pods = seenPods(tools)
  const estimate = estimateRollout(deployment, pods)
  const expectedMs = restarts ? estimate.expectedMs : mountedMs
  const blocked = insecure(tools) ?? (restarts ? paused(deployment, tools) : null) ?? preview.failure
  const title = `${isApplied ? 'Restore' : 'Set'} ${keysText(changes)} of ConfigMap ${choice.name}`
  const plan = framePlan(tools, request, steps, {
    lever: leverId,
    choice,
    words: {
      title: `${title}${restarts ? ` and restart ${ref.name}` : ''}`,
      doing: `${isApplied ? 'Restoring' : 'Setting'} ConfigMap ${choice.name}`,
      done: isApplied ? 'Restored' : 'Set'
    },
    changes: changesOf(choice.name, changes),
    guards: [...ownerGuards(object), ...(shared ? [shared] : []), guard],
    notes: notesOf(found, restarts),
    blast: restarts
      ? `${estimate.replicas} pods, ${estimate.downtime ? 'all at once' : `${estimate.batch} at a time`}`
      : 'no pods',
    takesEffect: `in about ${formatDuration(expectedMs)}`,
    takesEffectMs: expectedMs,
    expectedMs,
    inverse: {
      text: `put ${keysText(changes)} back as they are now`,
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

function outcomeOf(step: DoStep, response: Parameters<typeof configData.outcome>[1], tools: PlanTools) {
  const none: WireRequest = { method: 'PATCH', path: '', query: {} }
  const request = step.sends.kind === 'fixed' ? step.sends.request : none
  const mutation = { target: step.target, request, command: step.command }
  return step.action === configData.id
    ? configData.outcome({ ...mutation, facts: configData.facts.parse(step.facts) }, response, null, tools)
    : restartWorkload.outcome({ ...mutation, facts: restartWorkload.facts.parse(step.facts) }, response, null, tools)
}

/** kubernetes/kubectl pkg/polymorphichelpers/objectrestarter.go refuses a paused Deployment. */
function paused(deployment: KubeObject, { context, world: { ref } }: PlanTools): Failure | null {
  if (at(deployment, 'spec', 'paused') !== true) return null
  const resume = kubectlLine({ context, ref }, 'rollout', 'resume', `deployment/${ref.name}`)
  return failureOf('refused', `Deployment ${ref.name} is paused: no pod would be replaced, and none would read it.`, {
    remedy: `Resume it first with: ${resume}. That may first roll out the template that is waiting.`,
    retryable: true
  })
}

function changesOf(name: string, changes: readonly ConfigChange[]): readonly Change[] {
  const shown = changes.slice(0, mostChanges).map(({ key, from, to }): Change => ({
    kind: 'value',
    title: `${name}, ${visibleText(key, 253)}`,
    before: shownValue(key, from),
    after: shownValue(key, to)
  }))
  const more = changes.length - shown.length
  return more === 0
    ? shown
    : [...shown, { kind: 'value', title: name, before: `${more} more values`, after: 'as before' }]
}

function shownValue(key: string, value: string | null): string {
  if (value === null) return 'not there'
  return holdsBackVariable(key, value) ? notShown(value) : visibleText(value, 300) || 'empty'
}

function notesOf({ uses, isApplied, object }: Found, restarts: boolean): readonly string[] {
  const mounted = uses.mounted.join(', ')
  return [
    ...(isApplied
      ? [
          `It comes from the annotation of the last kubectl apply; whoever wrote ${object.metadata.name} since may do so again.`
        ]
      : []),
    ...(restarts
      ? []
      : [
          `No pod is replaced: the kubelet writes the mounted files of ${mounted} anew within ${formatDuration(mountedMs)}. A program that reads them only as it starts has to be restarted.`
        ])
  ]
}

/** Up to three keys, for a title. */
function keysText(changes: readonly ConfigChange[]): string {
  const keys = changes.map(({ key }) => visibleText(key, 64))
  return keys.length > 3 ? `${keys.slice(0, 2).join(', ')} and ${keys.length - 2} more` : keys.join(', ')
}

function reversed(changes: readonly ConfigChange[]): readonly ConfigChange[] {
  return changes.map(({ key, from, to }) => ({ key, from: to, to: from }))
}

function seenPods({ world }: PlanTools): readonly KubeObject[] {
  const observed = world.objects.get('pods')
  return observed?.state === 'value' ? observed.value : []
}
