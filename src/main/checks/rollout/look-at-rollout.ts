import type { Check } from '../../../contract/index.ts'
import { asFailure, kindOf } from '../../../contract/index.ts'
import { at } from '../../lib/json-access.ts'
import type { KubeObject, KubeReader } from '../../ports/kube.ts'
import { newReplicaSet, ownedReplicaSets, templateOf } from '../../providers/kubernetes/history.ts'
import { isHybridOf } from '../../providers/kubernetes/hybrid-template.ts'
import { kubePath } from '../../providers/kubernetes/kube-path.ts'
import { formatLabelSelector } from '../../providers/kubernetes/label-selector.ts'
import { patchedValue } from '../../providers/kubernetes/patch-tests.ts'
import { podsOf } from '../../providers/kubernetes/pods/replica-set-pods.ts'
import { readObject } from '../../providers/kubernetes/read-object.ts'
import { rolloutStatus } from '../../providers/kubernetes/rollout-status.ts'
import {
  asksForTarget,
  templateWrittenBy,
  unmetPreconditions,
  type Undo
} from '../../providers/kubernetes/undo-target.ts'
import { templateWriter } from '../../providers/kubernetes/managed-fields.ts'
import { writerName } from '../../providers/kubernetes/owners/writer-name.ts'
import { templateDigest } from '../../providers/kubernetes/template-digest.ts'
import { partitionOf, podCounts, revisionResource } from '../../providers/kubernetes/workload.ts'
import type { CheckBoard } from '../check-board.ts'
import { seenPods, type PodsSeen } from './pods-check.ts'

export interface RolloutLook {
  readonly reader: KubeReader
  readonly undo: Undo
  /** When the server took the change, on its own clock. */
  readonly changedAt: string
  readonly abort: AbortSignal
  readonly board: CheckBoard
  /** Restart counts by pod UID from before. */
  readonly baseline: ReadonlyMap<string, number>
}

/** `over`: nothing that is waited for can still make it complete. */
export type RolloutState = 'complete' | 'over' | 'stuck' | 'waiting'

/** One look at the Deployment (null for 404) and its pods, written on the board. */
export async function lookAtRollout(look: RolloutLook, deployment: KubeObject | null): Promise<RolloutState> {
  const { board, undo } = look
  const { facts, uid } = undo
  if (deployment === null || deployment.metadata.uid !== uid) {
    board.set('outcome', 'False', `${kindOf(facts.ref)} ${facts.ref.name} was deleted or replaced`)
    return 'over'
  }
  if (!asksForTarget(undo, deployment)) {
    board.set('outcome', 'False', await otherTemplate(look, deployment), putBackIn(look, deployment))
    return 'over'
  }
  board.set('outcome', 'True', `The template is that of ${facts.toReplicaSet}`)
  const status = rolloutStatus(deployment, look.changedAt)
  const isComplete = status.state === 'complete'
  const isStuck = status.state === 'stuck'
  board.set('rollout', isComplete ? 'True' : isStuck ? 'False' : 'Unknown', status.message)
  const pods = await seePods(look, deployment).catch((error: unknown) => {
    look.abort.throwIfAborted()
    return asFailure(error)
  })
  if ('code' in pods) {
    board.set('pods', 'Unknown', `Not readable: ${pods.message}`)
    if (isStuck) return 'stuck'
    // Missing permission does not come back by waiting; the rest is still worth knowing.
    return isComplete && pods.code === 'forbidden' ? 'complete' : 'waiting'
  }
  const isGood = pods.desired > 0 && pods.ready === pods.desired && pods.restarts === 0
  const isFinal = isStuck || pods.desired === 0 || (isComplete && pods.restarts > 0)
  board.set('pods', isGood ? 'True' : isFinal ? 'False' : 'Unknown', podsText(pods))
  if (isStuck) return 'stuck'
  return isComplete && (isGood || isFinal) ? 'complete' : 'waiting'
}

/** What it asks for instead, the whole template compared. */
async function otherTemplate(look: RolloutLook, deployment: KubeObject): Promise<string> {
  const { undo } = look
  const { fromRevision, toRevision, fromTemplate } = undo.facts
  if (unmetPreconditions(undo, deployment).length === 0)
    return `It still asks for revision ${fromRevision}: the server took the request and changed nothing`
  const by = templateWrittenBy(deployment)
  if (templateDigest(templateOf(deployment)) === fromTemplate)
    return `It asks for the template of revision ${fromRevision} again: the change was put back${by}`
  if (await isOfBoth(look, deployment))
    return `It asks for neither: a hybrid of revisions ${fromRevision} and ${toRevision}, which nobody tested${by}`
  return `It asks for another template than that of revision ${toRevision}, and none that was there before${by}`
}

/** Whether what is asked for is made of what was left and of what was gone back to; false where the former is gone. */
async function isOfBoth({ reader, undo, abort }: RolloutLook, deployment: KubeObject): Promise<boolean> {
  const { ref, fromReplicaSet } = undo.facts
  if (fromReplicaSet === undefined) return false
  try {
    const path = kubePath({ ...revisionResource(ref), namespace: ref.namespace, name: fromReplicaSet })
    const left = await readObject(reader, path, { abort })
    const back = patchedValue(undo.request.body ?? '', '/spec/template')
    return left !== null && isHybridOf(templateOf(deployment), templateOf(left), back)
  } catch {
    abort.throwIfAborted()
    return false
  }
}

/** Who put the template of before back, and how long after the change; undefined where it is something else. */
function putBackIn({ undo, changedAt }: RolloutLook, deployment: KubeObject): Check['putBack'] {
  if (unmetPreconditions(undo, deployment).length === 0) return undefined
  if (templateDigest(templateOf(deployment)) !== undo.facts.fromTemplate) return undefined
  const writer = templateWriter(deployment)
  if (writer === null || writer.manager === '') return { by: null, afterMs: null }
  const afterMs = Date.parse(writer.at) - Date.parse(changedAt)
  // Of whole seconds each: less than none is at once. What is no time at all is not said.
  return { by: writerName(writer.manager), afterMs: Number.isFinite(afterMs) ? Math.max(0, afterMs) : null }
}

/** Pods that the Deployment's selector finds. */
export async function listPods(
  reader: KubeReader,
  deployment: KubeObject,
  namespace: string,
  abort: AbortSignal
): Promise<readonly KubeObject[]> {
  const labelSelector = formatLabelSelector(at(deployment, 'spec', 'selector'))
  const path = kubePath({ group: '', version: 'v1', resource: 'pods', namespace })
  return (await reader.list(path, { query: { labelSelector }, abort })).items
}

async function seePods({ reader, undo, abort, baseline }: RolloutLook, deployment: KubeObject): Promise<PodsSeen> {
  const { ref } = undo.facts
  const { namespace } = ref
  const path = kubePath({ ...revisionResource(ref), namespace })
  const labelSelector = formatLabelSelector(at(deployment, 'spec', 'selector'))
  const [pods, replicaSets] = await Promise.all([
    listPods(reader, deployment, namespace, abort),
    reader.list(path, { query: { labelSelector }, abort })
  ])
  // The controller uses the planned ReplicaSet again; it makes a new one when that was pruned meanwhile.
  const owned = ownedReplicaSets(deployment, replicaSets.items)
  const serving =
    newReplicaSet(deployment, owned) ?? owned.find(({ metadata }) => metadata.name === undo.facts.toReplicaSet)
  return seenPods(
    serving ? podsOf(serving, pods) : [],
    podCounts(deployment).desired - partitionOf(deployment),
    baseline
  )
}

function podsText({ ready, desired, restarts, reason }: PodsSeen): string {
  if (desired === 0) return '0 replicas are asked for: there is no pod that could serve'
  const why = reason === '' ? '' : `, ${reason}`
  const restarted = restarts === 0 ? 'no restart' : `${restarts} ${restarts === 1 ? 'restart' : 'restarts'}`
  return `${ready} of ${desired} ready${why}, ${restarted} since`
}
