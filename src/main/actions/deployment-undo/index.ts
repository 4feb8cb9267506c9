import { FailureError, failureOf, kindOf, type Target } from '../../../contract/index.ts'
import { stringAt } from '../../lib/json-access.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import type { Action, Mutation, Seen } from '../../ports/action.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { ReadPlace } from '../../ports/place.ts'
import type { DoStep } from '../../ports/step.ts'
import { writtenByAt } from '../../providers/kubernetes/managed-fields.ts'
import { objectFacts } from '../../providers/kubernetes/object-facts.ts'
import { patchOutcome } from '../../providers/kubernetes/patch-outcome.ts'
import { readDeployment } from '../../providers/kubernetes/read-deployment.ts'
import { keepsAnnotation } from '../../providers/kubernetes/undo.ts'
import { undoFacts, type Undo, type UndoFacts } from '../../providers/kubernetes/undo-target.ts'
import { objectTarget } from '../../providers/kubernetes/target-path.ts'
import { refOf, workloadResource } from '../../providers/kubernetes/workload.ts'
import { conclude } from './conclude.ts'
import { earlierIntent } from './earlier-intent.ts'
import { managerOf } from '../../providers/kubernetes/field-manager.ts'
import { ownerProblem, seeClaims } from './new-owner.ts'
import { recheck } from './recheck.ts'

const id = 'deployment-undo'

/** Puts a Deployment, StatefulSet or DaemonSet back to a named revision: the request that `kubectl rollout undo --to-revision` sends, guarded. */
export const deploymentUndo: Action<UndoFacts> = {
  id,
  version: 2,
  facts: undoFacts,

  async look(step, { reader }, { abort, approval }) {
    const { facts, command, sends } = step
    if (sends.kind !== 'fixed') throw new FailureError(failureOf('internal', 'An undo is known when it is planned.'))
    const { request } = sends
    const [deployment, claims] = await Promise.all([
      readDeployment(reader, facts, abort, true),
      seeClaims(reader, facts.ref, abort)
    ])
    const seen = recheck({ facts, request, uid: uidOf(step.target) }, deployment)
    if (seen.kind === 'changed') return seen
    if (seen.kind === 'alreadyThere') {
      const text = `Nothing to send: ${facts.ref.name} already asks for revision ${facts.toRevision}`
      return { kind: 'already', since: seen.since, text }
    }
    const failure = ownerProblem({ command, approval, ofCanary: facts.ofCanary }, seen.before, claims)
    if (failure) return { kind: 'refused', failure }
    return { kind: 'ready', request, before: preImage(seen.before) }
  },

  async read(mutation, { reader }, abort, logged): Promise<Seen> {
    const deployment = await readDeployment(reader, mutation.facts, abort, logged)
    return { object: deployment, facts: deployment && objectFacts(deployment) }
  },

  conclude: (mutation, seen) => conclude(undoIn(mutation), deploymentIn(seen)),

  writtenAt({ request }, seen) {
    const deployment = deploymentIn(seen)
    return deployment && writtenByAt(deployment, managerOf(request))
  },

  outcome({ target, facts, request: { path } }, response, before, place) {
    const version = stringAt(before, 'resourceVersion') || null
    return patchOutcome(response, { target, kind: kindOf(facts.ref), path }, version, place)
  },

  factsOf: (body) => objectFacts(parsedJson(body)),

  undo: ({ facts }) => ({
    none: `Plan the undo to revision ${facts.fromRevision}: which template that is, is read when it is planned.`
  }),

  earlier: earlierIntent
}

/** What an undo of a Deployment is planned as. */
export interface UndoStep {
  readonly title: string
  readonly target: Target
  readonly facts: UndoFacts
  readonly request: Mutation['request']
  readonly command: string
}

/** A step of a plan; where there are several, `after` names those before it. */
export function undoStep({ request, ...step }: UndoStep, after: DoStep['after'] = []): DoStep<UndoFacts> {
  return {
    ...step,
    kind: 'do',
    id: 'undo',
    action: id,
    sends: { kind: 'fixed', request },
    fidelity: 'stronger',
    expectedMs: 500,
    reversible: 'yes',
    after,
    onFailure: 'stop'
  }
}

/** The workload of a mutation or a step, as a target. */
export function deploymentTarget(place: Pick<ReadPlace, 'identity'>, deployment: KubeObject): Target {
  return objectTarget(place, workloadResource(refOf(deployment)), deployment)
}

function undoIn({ target, facts, request }: Mutation<UndoFacts>): Undo {
  return { facts, request, uid: uidOf(target) }
}

function uidOf(target: Target): string {
  return target.api === 'kubernetes' ? target.uid : ''
}

/** Only `read` above makes what is concluded from. */
function deploymentIn({ object }: Seen): KubeObject | null {
  return object as KubeObject | null
}

/** Which version of it was there, and the annotations that the change replaces; those that it keeps stand in the request. */
function preImage(deployment: KubeObject): Readonly<Record<string, unknown>> {
  // Of the others annotations stay as they are.
  if (deployment.kind !== 'Deployment') return objectFacts(deployment)
  const { annotations = {} } = deployment.metadata
  const lost = Object.fromEntries(Object.entries(annotations).filter(([key]) => !keepsAnnotation(key)))
  return { ...objectFacts(deployment), annotations: lost }
}
