import type { Failure } from '../../../contract/index.ts'
import { canaryFailedChecks, failedChecksStep } from '../../actions/canary-failed-checks/index.ts'
import { hookStep } from '../../actions/canary-hook/index.ts'
import { arrayAt, at, stringAt } from '../../lib/json-access.ts'
import type { PlanTools } from '../../ports/lever.ts'
import type { DoStep } from '../../ports/step.ts'
import { canaryResource, canaryTarget } from '../../providers/flagger/canary-object.ts'
import { kubePath } from '../../providers/kubernetes/kube-path.ts'
import { previewPatches } from '../../providers/kubernetes/preview-patch.ts'
import type { FreshCanary } from '../canary-frame/index.ts'
import type { AbortChoice } from './choice.ts'

/** How the rollback is armed, and what has to be taken back after it. */
export interface Armed {
  readonly by: AbortChoice['by']
  /** A step that arms, at its place in the plan; `again` sees that it is still armed. */
  readonly step: (after: DoStep['after'], again?: boolean) => DoStep
  readonly disarm: ((after: DoStep['after']) => DoStep) | null
  /** Why it cannot be armed; null when it can. */
  readonly failure: Failure | null
}

const hookName = 'backout-rollback'

/**
 * Flagger's own health answers 200 to whatever is asked, and Flagger reaches itself wherever it runs (fluxcd/flagger
 * pkg/server/server.go; docs/evidence, open-own-health-as-hook).
 */
const hookUrl = 'http://127.0.0.1:8080/healthz'

/** The first way that is allowed: the count of failed checks leaves nothing behind, a hook has to be taken out again. */
export async function armedBy(tools: PlanTools, fresh: FreshCanary, asked: AbortChoice['by'] | null): Promise<Armed> {
  const byCount = armByCount(tools, fresh)
  if (asked === 'hook') return armByHook(tools, fresh)
  const { preview } = await previewPatches(
    [byCount.step([])],
    tools,
    (step, response) => {
      const known = canaryFailedChecks.facts.parse(step.facts)
      const request =
        step.sends.kind === 'fixed' ? step.sends.request : { method: 'PATCH' as const, path: '', query: {} }
      return canaryFailedChecks.outcome({ ...step, facts: known, request }, response, null, tools)
    },
    tools.abort
  )
  const failure = preview.failure ?? null
  if (failure?.code === 'forbidden' && asked === null && (await mayPatchCanaries(tools, fresh)))
    return armByHook(tools, fresh)
  return { ...byCount, failure }
}

function armByCount({ identity, context }: PlanTools, { canary, object }: FreshCanary): Armed {
  const { threshold } = canary
  const target = canaryTarget(identity, object, 'status')
  return {
    by: 'failedChecks',
    step: (after, again = false) =>
      failedChecksStep({
        id: again ? 'arm-again' : 'arm',
        title: again
          ? 'See that it is still armed'
          : canary.failedChecks >= threshold
            ? `The rollback is armed: ${canary.failedChecks} of ${threshold} checks have failed, the next one rolls back`
            : `Arm the rollback: failed checks to ${threshold}, the next check rolls back`,
        target,
        context,
        threshold,
        after
      }),
    disarm: null,
    failure: null
  }
}

/** Takes our hook out again where it stands still; null where there is none. */
export function disarmIn(tools: PlanTools, fresh: FreshCanary): Armed['disarm'] {
  const hooks = arrayAt(fresh.object, 'spec', fresh.canary.analysisField, 'webhooks')
  return hooks.some((hook) => stringAt(hook, 'name') === hookName) ? armByHook(tools, fresh).disarm : null
}

function armByHook({ context }: PlanTools, { canary, canaryTarget: target }: FreshCanary): Armed {
  const facts = { context, field: canary.analysisField, name: hookName, url: hookUrl }
  return {
    by: 'hook',
    step: (after, again = false) =>
      hookStep({ id: again ? 'arm-again' : 'arm', target, facts: { ...facts, present: true }, after }),
    disarm: (after) => hookStep({ id: 'disarm', target, facts: { ...facts, present: false }, after }),
    failure: null
  }
}

/** @throws FailureError when the server does not say. */
async function mayPatchCanaries({ reader, abort }: PlanTools, { canary }: FreshCanary): Promise<boolean> {
  const { group, resource } = canaryResource
  const path = kubePath({ group: 'authorization.k8s.io', version: 'v1', resource: 'selfsubjectaccessreviews' })
  const { namespace, name } = canary
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { verb: 'patch', group, resource, namespace, name } }
  }
  return at(await reader.review(path, body, { abort }), 'status', 'allowed') === true
}
