import { targetName, type StepId } from '../../../contract/index.ts'
import { at } from '../../lib/json-access.ts'
import type { Action } from '../../ports/action.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { ReadPlace } from '../../ports/place.ts'
import type { DoStep } from '../../ports/step.ts'
import { kubectlLine } from '../../providers/kubernetes/commands.ts'
import { fieldAction, fieldFacts, fieldStep, type FieldFacts } from '../../providers/kubernetes/field-action.ts'
import type { FieldChange } from '../../providers/kubernetes/field-change.ts'
import { objectTarget } from '../../providers/kubernetes/target-path.ts'

const id = 'workload-restart'

/** kubernetes/kubectl pkg/polymorphichelpers/objectrestarter.go */
const restartedAt = 'kubectl.kubernetes.io/restartedAt'

/** Replaces the pods of a Deployment by its own strategy, as `kubectl rollout restart` does: by an annotation of its template. */
export const restartWorkload: Action<FieldFacts> = {
  ...fieldAction<FieldFacts>({ id, version: 1, facts: fieldFacts }),
  undo: ({ target }) => ({ none: `The pods of ${targetName(target)} are new ones; there is nothing to take back.` })
}

export interface RestartStep {
  readonly id: StepId
  readonly title: string
  /** As it was read. */
  readonly deployment: KubeObject
  /** What the annotation shall say. */
  readonly now: Date
  readonly after: DoStep['after']
}

/** A step of a plan that restarts a Deployment. */
export function restartStep(
  place: Pick<ReadPlace, 'identity' | 'context'>,
  { deployment, now, ...words }: RestartStep
): DoStep<FieldFacts> {
  const { namespace = '', name } = deployment.metadata
  const target = objectTarget(place, { group: 'apps', version: 'v1', resource: 'deployments' }, deployment)
  const facts = { kind: 'Deployment', context: place.context, changes: [restartChange(deployment, now)] }
  return {
    ...fieldStep({ ...words, action: id, target, facts }),
    command: kubectlLine(
      { context: place.context, ref: { namespace, name } },
      'rollout',
      'restart',
      `deployment/${name}`
    )
  }
}

/** Whole seconds, as kubectl writes it. A template without annotations gets the map. */
function restartChange(deployment: KubeObject, now: Date): FieldChange {
  const to = `${now.toISOString().slice(0, 19)}Z`
  const path = ['spec', 'template', 'metadata', 'annotations']
  if (at(deployment, ...path) === undefined) return { path, from: null, to: { [restartedAt]: to } }
  return { path: [...path, restartedAt], from: at(deployment, ...path, restartedAt) ?? null, to }
}
