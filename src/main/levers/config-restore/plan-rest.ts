import { utcMinute } from '../../../contract/words/format-time.ts'
import { formatExpected } from '../../../contract/words/format-duration.ts'
import { listPods } from '../../checks/rollout/look-at-rollout.ts'
import { restartStep } from '../../actions/workload-restart/index.ts'
import { at } from '../../lib/json-access.ts'
import type { PlanRequest, PlanResult, PlanTools } from '../../ports/lever.ts'
import { valuesOf } from '../../providers/kubernetes/config/config-data.ts'
import { valuesWritten } from '../../providers/kubernetes/config/config-written.ts'
import { estimateRollout } from '../../providers/kubernetes/rollout-estimate.ts'
import { framePlan, insecure } from '../plan-frame/index.ts'
import { paused, previewSteps } from './build-plan.ts'
import type { FoundConfig } from './found-config.ts'
import { judgeRest } from './judge-rest.ts'
import { leverId } from './lever-id.ts'
import { ownerGuards } from './plan-guards.ts'
import { configPhases, type ConfigProof } from './proof.ts'
import { podsOfBefore } from './unread.ts'

/**
 * What is left where a ConfigMap holds the values already, whoever put them there: the restart of pods that run on those of
 * before, as they are read now. Null where there are none.
 */
export async function planRest(
  request: PlanRequest,
  tools: PlanTools,
  { choice, object, deployment, uses }: Pick<FoundConfig, 'choice' | 'object' | 'deployment' | 'uses'>
): Promise<PlanResult | null> {
  const { world, reader, environment, clock, abort } = tools
  const { ref } = world
  const written = valuesWritten(object)
  if (written === null || uses.atStart.length === 0) return null
  const pods = await listPods(reader, deployment, ref.namespace, abort)
  const unread = podsOfBefore(deployment, pods, uses.atStart, written.at)
  if (unread.length === 0) return null
  const restart = restartStep(tools, {
    id: 'restart',
    title: `Restart ${ref.name}, whose pods read it as they start`,
    deployment,
    now: clock.now(),
    after: []
  })
  const { preview, guard } = await previewSteps([restart], tools)
  const { expectedMs, replicas, batch, downtime } = estimateRollout(deployment, pods)
  const blocked = insecure(tools) ?? paused(deployment, tools) ?? preview.failure
  const judged = judgeRest(world)
  const of = judged !== null && judged.of.name === choice.name && choice.values === '' ? judged.reason : ''
  const since = `${utcMinute(written.at)} UTC`
  const plan = framePlan(
    tools,
    { ...request, why: [request.why, of].filter((text) => text !== '').join(' ') },
    [restart],
    {
      lever: leverId,
      choice,
      words: {
        title: `Restart ${ref.name}, so that its pods read ConfigMap ${choice.name}`,
        doing: `Restarting ${ref.name}`,
        done: 'Restarted'
      },
      changes: [
        {
          kind: 'value',
          title: `${choice.name}, as its pods have it`,
          before: `as before ${since}`,
          after: `as it is now, written at ${since}`
        }
      ],
      guards: [...ownerGuards(object), guard],
      notes: [`ConfigMap ${choice.name} holds these values already: it is not written again.`],
      blast: `${replicas} pods, ${downtime ? 'all at once' : `${batch} at a time`}`,
      takesEffect: `in ${formatExpected(expectedMs)}`,
      takesEffectMs: expectedMs,
      expectedMs,
      inverse: null,
      withoutYou: {
        text: 'its pods run on with the values of before',
        detail: 'They read it only as they start, and nobody starts them anew.'
      },
      preview,
      typed: `${ref.name}@${environment.name}`,
      isSure: world.service.ownership.state === 'value' && world.service.ownership.value.state === 'known',
      ...(blocked ? { blocked } : {})
    }
  )
  const proof: ConfigProof = {
    namespace: ref.namespace,
    config: choice.name,
    deployment: ref.name,
    restarts: true,
    expectedMs,
    writtenAt: written.at
  }
  const basis = {
    name: choice.name,
    values: valuesOf(object),
    template: at(deployment, 'spec', 'template'),
    isRest: true
  }
  const planned = { plan, steps: [restart], phases: configPhases(true, expectedMs), proof, basis }
  return { kind: 'plan', planned, isChosen: request.choice !== null }
}
