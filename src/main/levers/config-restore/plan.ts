import { failureOf } from '../../../contract/index.ts'
import type { PlanRequest, PlanResult, PlanTools } from '../../ports/lever.ts'
import { kubectlLine } from '../../providers/kubernetes/commands.ts'
import { changesTo, valuesOf, type ConfigValues } from '../../providers/kubernetes/config/config-data.ts'
import { configUses } from '../../providers/kubernetes/config/config-uses.ts'
import { earlierValues } from '../../providers/kubernetes/config/earlier-values.ts'
import { templateOf } from '../../providers/kubernetes/history.ts'
import { kubePath } from '../../providers/kubernetes/kube-path.ts'
import { refusingOwner } from '../../providers/kubernetes/owners/refusal.ts'
import { readDeployment } from '../../providers/kubernetes/read-deployment.ts'
import { readObject } from '../../providers/kubernetes/read-object.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { buildPlan } from './build-plan.ts'
import { configChoice, givenValues, withValues, type ConfigChoice } from './choice.ts'
import { changePutBack, judgeConfig } from './judge.ts'
import { planOrFailure } from '../plan-frame/index.ts'
import { planRest } from './plan-rest.ts'

/**
 * Plans putting a ConfigMap back, and a restart of the pods that read it only as they start; the restart alone where it holds
 * the values already. Reads and previews, changes nothing.
 * @throws FailureError `cancelled` only; every other failure is in the result.
 */
export async function planConfig(request: PlanRequest, tools: PlanTools): Promise<PlanResult> {
  return planOrFailure(async () => {
    const chosen = request.choice ?? judgeConfig(tools.world).choice
    if (chosen === null) return notPlanned(judgeConfig(tools.world).reason)
    const { ownership } = tools.world.service
    const owner = ownership.state === 'value' ? refusingOwner(ownership.value) : null
    if (owner) return notPlanned(judgeConfig(tools.world).reason)
    return planFresh(configChoice.parse(chosen), request, tools)
  })
}

async function planFresh(choice: ConfigChoice, request: PlanRequest, tools: PlanTools): Promise<PlanResult> {
  const { reader, abort, context, world } = tools
  const { namespace } = world.ref
  const [object, deployment] = await Promise.all([
    readObject(reader, kubePath({ group: '', version: 'v1', resource: 'configmaps', namespace, name: choice.name }), {
      abort,
      command: kubectlLine({ context, ref: world.ref }, 'get', 'configmaps', choice.name, '-o', 'json')
    }),
    readDeployment(reader, { context, ref: world.ref }, abort, true)
  ])
  if (object === null) return notPlanned(`ConfigMap ${choice.name} is gone: create it again from its source.`)
  if (deployment === null) return notPlanned(`Deployment ${world.ref.name} is gone.`)
  const uses = configUses(templateOf(deployment), choice.name)
  if (uses.atStart.length + uses.mounted.length === 0)
    return notPlanned(`No container of ${world.ref.name} reads ConfigMap ${choice.name}.`)
  const wanted = wantedValues(choice, object)
  if ('reason' in wanted) return notPlanned(wanted.reason)
  const changes = changesTo(object, wanted.values)
  if (changes.length === 0) {
    const rest = await planRest(request, tools, { choice, object, deployment, uses })
    return rest ?? isThere(choice, object)
  }
  const isApplied = choice.values === ''
  const { kept } = wanted
  const { state, reason, choice: best } = judgeConfig(world)
  const isJudged = state === 'fits' || state === 'possible'
  const why = isJudged && best?.['name'] === choice.name && isApplied ? reason : ''
  const found = {
    choice,
    object,
    deployment,
    uses,
    changes,
    isApplied,
    kept,
    why,
    cause: isApplied ? changePutBack(world, choice.name) : null
  }
  const planned = await buildPlan(found, request, tools)
  return { kind: 'plan', planned, isChosen: request.choice !== null }
}

function wantedValues(
  choice: ConfigChoice,
  object: KubeObject
): { readonly values: ConfigValues; readonly kept: readonly string[] } | { readonly reason: string } {
  if (choice.values === '') {
    const earlier = earlierValues(object)
    if (earlier.kind === 'known') return earlier
    return earlier.isAsApplied ? { values: valuesOf(object), kept: [] } : { reason: earlier.text }
  }
  const given = givenValues(choice)
  if (given) return { values: withValues(valuesOf(object), given), kept: [] }
  return {
    reason: `What ConfigMap ${choice.name} held is not in the record, because it may be a credential, and Backout was started again since: ask those who wrote it.`
  }
}

/** It holds what is wanted, and nobody runs on anything else: what was there before is asked for elsewhere. */
function isThere(choice: ConfigChoice, object: KubeObject): PlanResult {
  const earlier = choice.values === '' ? earlierValues(object) : null
  if (earlier?.kind === 'elsewhere') return notPlanned(earlier.text)
  return { kind: 'notNeeded', reason: `ConfigMap ${choice.name} holds that already.` }
}

function notPlanned(message: string): PlanResult {
  const remedy = 'Put the good values back at their source.'
  return { kind: 'failed', failure: failureOf('notFound', message, { remedy }) }
}
