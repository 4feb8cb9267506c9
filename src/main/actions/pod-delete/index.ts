import * as z from 'zod/mini'
import { targetName, type StepId, type Target } from '../../../contract/index.ts'
import { stringAt } from '../../lib/json-access.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import type { Action, Look, StepOutcome } from '../../ports/action.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { ReadPlace } from '../../ports/place.ts'
import type { WireResponse } from '../../ports/wire.ts'
import type { DoStep } from '../../ports/step.ts'
import { objectActionFacts, objectCommand, objectPatch } from '../../providers/kubernetes/object-action.ts'
import { concludeDeletion, deletionRequest, lookBeforeDeletion } from '../../providers/kubernetes/object-deletion.ts'
import { patchOutcome } from '../../providers/kubernetes/patch-outcome.ts'
import { isPodReady } from '../../providers/kubernetes/pods/pod-life.ts'
import { objectTarget } from '../../providers/kubernetes/target-path.ts'

const id = 'pod-delete'

const facts = z.extend(objectActionFacts, {
  /** It is only in the way as long as it is not ready. */
  onlyIfUnready: z.boolean()
})
export type PodDeleteFacts = z.infer<typeof facts>

/** Deletes a pod, so that its controller makes another of the revision that is asked for by then. */
export const deletePod: Action<PodDeleteFacts> = {
  ...objectPatch('Pod'),
  id,
  version: 1,
  facts,

  look: (step, { reader }, { abort }) =>
    lookBeforeDeletion(step, reader, abort, (pod) => {
      const already = (text: string): Look => ({ kind: 'already', since: null, text: `Nothing to send: ${text}` })
      const name = `pod ${targetName(step.target)}`
      if (pod === null) return already(`${name} has been replaced`)
      if (pod.metadata.deletionTimestamp !== undefined) return already(`${name} is being deleted`)
      if (step.facts.onlyIfUnready && isPodReady(pod)) return already(`${name} is ready, and is replaced in its turn`)
      return null
    }),

  conclude: ({ target }, seen) => concludeDeletion('Pod', target, seen),

  outcome: ({ target, request }, response, _before, place) => podDeleted(target, request.path, response, place),

  undo: ({ target }) => ({ none: `Pod ${targetName(target)} has been replaced; there is nothing to take back.` })
}

export interface PodDeleteStep {
  readonly id: StepId
  readonly title: string
  readonly pod: KubeObject
  readonly onlyIfUnready: boolean
  readonly after: DoStep['after']
}

/** A step of a plan. */
export function podDeleteStep(
  place: Pick<ReadPlace, 'identity' | 'context'>,
  { pod, onlyIfUnready, ...words }: PodDeleteStep
): DoStep<PodDeleteFacts> {
  const target = objectTarget(place, { group: '', version: 'v1', resource: 'pods' }, pod)
  const known = { context: place.context, onlyIfUnready }
  return {
    ...words,
    kind: 'do',
    action: id,
    target,
    facts: known,
    sends: {
      kind: 'fixed',
      request: deletionRequest(target)
    },
    command: objectCommand({ target, facts: known }, 'delete'),
    fidelity: 'stronger',
    expectedMs: 2_000,
    reversible: 'no',
    onFailure: 'stop'
  }
}

/**
 * What an answer to the deletion of a pod means: it is the pod that is being deleted. One that is gone, or that another has
 * the name of (409, by the uid), is as it should be.
 */
export function podDeleted(
  target: Target,
  path: string,
  response: WireResponse,
  place: Pick<ReadPlace, 'environment' | 'user'>
): StepOutcome {
  const isStatus = stringAt(parsedJson(response.body), 'kind') === 'Status'
  if (isStatus && (response.status === 404 || response.status === 409)) return { outcome: 'noChange' }
  if (isStatus && response.status < 300) return { outcome: 'succeeded' }
  return patchOutcome(response, { target, kind: 'Pod', path, method: 'DELETE' }, null, place)
}
