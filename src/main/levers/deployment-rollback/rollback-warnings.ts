import type { Guard } from '../../../contract/index.ts'
import { at, numberAt } from '../../lib/json-access.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { lostOptOuts } from '../../providers/kubernetes/opt-outs.ts'
import { ownerText } from '../../providers/kubernetes/owners/refusal.ts'
import { kubectlLine } from '../../providers/kubernetes/commands.ts'
import { formatLabelSelector } from '../../providers/kubernetes/label-selector.ts'
import { templateOf } from '../../providers/kubernetes/history.ts'
import { isSameRelease } from '../../providers/kubernetes/same-release.ts'
import { partitionOf, updateStrategy } from '../../providers/kubernetes/workload.ts'
import { undoneAnnotations } from '../../providers/kubernetes/undo.ts'
import type { GuardInput } from './guard-input.ts'

/** What speaks against a rollback without forbidding it, and what was looked at and is fine. */
export function rollbackWarnings(input: GuardInput): readonly Guard[] {
  const looks = [
    owners,
    scalers,
    restartOnly,
    lostOptOut,
    leftOut,
    byHand,
    zeroReplicas,
    downtime,
    noWayBack,
    badStanding
  ]
  return looks.map((look) => look(input)).filter((guard) => guard !== null)
}

function owners({ ownership }: GuardInput): Guard | null {
  if (ownership.state === 'unknown') {
    return { id: 'owners', status: 'warning', text: `Ownership unknown: ${ownership.reason}` }
  }
  const others = ownership.owners.filter(({ role }) => role !== 'scaler')
  if (others.length === 0) return { id: 'owners', status: 'passed', text: 'No controller or GitOps tool owns it' }
  return {
    id: 'owners',
    status: 'warning',
    text: others.map((owner) => `${ownerText(owner)}: ${owner.effect}`).join(' ')
  }
}

/** They have the number of pods, which an undo does not write. */
function scalers({ ownership }: GuardInput): Guard | null {
  const all = ownership.owners.filter(({ role }) => role === 'scaler')
  if (all.length === 0) return null
  return { id: 'scaler', status: 'passed', text: all.map(({ name, effect }) => `${name}: ${effect}`).join(' ') }
}

/** What a restart writes is all that tells the two apart. */
function restartOnly({ deployment, target }: GuardInput): Guard | null {
  if (!isSameRelease(target.template, templateOf(deployment))) return null
  return {
    id: 'restart',
    status: 'warning',
    text: 'The templates differ by nothing but a restart: the undo starts the pods anew, and changes nothing else'
  }
}

/** Undo takes all annotations from the ReplicaSet: an opt-out that was set during the incident goes with them. */
function lostOptOut({ deployment, target }: GuardInput): Guard | null {
  if (deployment.kind !== 'Deployment') return null
  const lost = lostOptOuts(deployment.metadata.annotations ?? {}, undoneAnnotations(deployment, target.replicaSet))
  if (lost.length === 0) return null
  return {
    id: 'optOut',
    status: 'warning',
    text: `Undo removes the annotation ${lost.join(' and ')}: set it again right after, or the rollback is put back`
  }
}

/** kubernetes pkg/controller/statefulset/stateful_set_control.go updateStatefulSet: pods under the partition stay as they are. */
function leftOut({ deployment }: GuardInput): Guard | null {
  const partition = partitionOf(deployment)
  if (partition === 0) return null
  const pods = partition === 1 ? 'pod 0' : `pods 0 to ${partition - 1}`
  return {
    id: 'partition',
    status: 'warning',
    text: `Its partition is ${partition}: ${pods} stay on the revision they have`
  }
}

/** kubernetes/api apps/v1 types.go OnDelete. Pods of a StatefulSet have an order in which the plan deletes them itself. */
function byHand({ deployment, place }: GuardInput): Guard | null {
  if (deployment.kind !== 'DaemonSet' || updateStrategy(deployment) !== 'OnDelete') return null
  const selector = formatLabelSelector(at(deployment, 'spec', 'selector'))
  const command = kubectlLine(place, 'get', 'pods', '-l', selector)
  const text = `OnDelete: the undo replaces no pod until somebody deletes it, one node after another. Find them with: ${command}`
  return { id: 'onDelete', status: 'warning', text }
}

function zeroReplicas({ estimate }: GuardInput): Guard | null {
  if (estimate.replicas > 0) return null
  return {
    id: 'replicas',
    status: 'warning',
    text: 'It has 0 replicas: the template changes, but no pod runs and no user notices'
  }
}

function downtime({ estimate }: GuardInput): Guard | null {
  if (!estimate.downtime) return null
  return {
    id: 'strategy',
    status: 'warning',
    text: 'All pods go before new ones are ready: the service is down meanwhile'
  }
}

/** kubernetes pkg/controller/deployment/sync.go cleanupDeployment: with a limit of 0 a finished rollout leaves no history. */
function noWayBack({ deployment, history }: GuardInput): Guard | null {
  if (!keepsNoHistory(deployment)) return null
  const present = history.find(({ isCurrent }) => isCurrent)?.revision
  return {
    id: 'history',
    status: 'warning',
    text: `revisionHistoryLimit is 0: once this rollback is complete ${present === undefined ? 'the present revision' : `revision ${present}`} is deleted, and the only way back is to deploy it again`
  }
}

/** Whether the controller deletes every revision but the newest as soon as a rollout is complete. */
export function keepsNoHistory(deployment: KubeObject): boolean {
  return numberAt(deployment, 'spec', 'revisionHistoryLimit') === 0
}

function badStanding({ targetStanding, targetText }: GuardInput): Guard {
  if (targetStanding === 'good') return { id: 'standing', status: 'passed', text: targetText }
  const text =
    targetStanding === 'bad'
      ? `The revision has a bad standing: ${targetText}`
      : `Nothing is known for or against the revision. ${targetText}`
  return { id: 'standing', status: 'warning', text: text.trim() }
}
