import { targetName, type StepId, type Target } from '../../../contract/index.ts'
import { at } from '../../lib/json-access.ts'
import { commandLine } from '../../lib/shell-quote.ts'
import type { Action } from '../../ports/action.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { ReadPlace } from '../../ports/place.ts'
import type { DoStep } from '../../ports/step.ts'
import { rolloutsArgv } from '../../providers/kubernetes/commands.ts'
import { fieldAction, fieldFacts, fieldStep, type FieldFacts } from '../../providers/kubernetes/field-action.ts'
import { objectTarget } from '../../providers/kubernetes/target-path.ts'
import { refOf, workloadResource } from '../../providers/kubernetes/workload.ts'

const id = 'rollout-abort'

/**
 * Aborts the run of a Rollout, as `kubectl argo rollouts abort` does: by a field of its status, and through the status alone.
 * Without the subresource the server says that nothing changed, and nothing does (argoproj/argo-rollouts
 * pkg/kubectl-argo-rollouts/cmd/abort/abort.go).
 */
export const abortRollout: Action<FieldFacts> = {
  ...fieldAction({ id, version: 1, facts: fieldFacts }),
  // A retry puts the same bad revision in front of users again: nothing offers that by itself.
  undo: ({ target }) => ({ none: `Rollout ${targetName(target)} is aborted; what goes out again is a release.` })
}

export interface AbortStep {
  readonly id: StepId
  readonly title: string
  /** As it was read. */
  readonly rollout: KubeObject
  readonly after?: DoStep['after']
}

/** A step of a plan. */
export function abortStep(
  place: Pick<ReadPlace, 'identity' | 'context'>,
  { rollout, after = [], ...words }: AbortStep
): DoStep<FieldFacts> {
  const ref = refOf(rollout)
  const whole = objectTarget(place, workloadResource(ref), rollout)
  const target: Target = whole.api === 'kubernetes' ? { ...whole, subresource: 'status' } : whole
  const path = ['status', 'abort']
  const changes = [{ path, from: at(rollout, ...path) ?? null, to: true }]
  return {
    ...fieldStep({ ...words, after, action: id, target, facts: { kind: 'Rollout', context: place.context, changes } }),
    command: commandLine(rolloutsArgv({ context: place.context, ref }, 'abort', ref.name))
  }
}
