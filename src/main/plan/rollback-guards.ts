import type { Failure, Guard, Ownership } from '../../contract/index.ts'
import { failureOf } from '../../contract/index.ts'
import { at, numberAt } from '../lib/json-access.ts'
import type { KubeObject } from '../ports/kube.ts'
import { kubectlLine, type CommandPlace } from '../providers/kubernetes/commands.ts'
import type { HistoryEntry } from '../providers/kubernetes/history.ts'
import type { RolloutEstimate } from './expected-duration.ts'

export interface GuardInput {
  readonly place: CommandPlace
  readonly deployment: KubeObject
  readonly history: readonly HistoryEntry[]
  readonly insecure: boolean
  readonly ownership: Ownership
  readonly estimate: RolloutEstimate
  readonly targetRecord: 'good' | 'bad' | 'none'
  readonly targetText: string
}

export interface Guarded {
  readonly guards: readonly Guard[]
  /** Why the plan may be read but not approved. */
  readonly blocked: Failure | null
}

/** What is looked at before anything is sent. */
export function rollbackGuards(input: GuardInput): Guarded {
  const blocking = [insecureTls(input), paused(input), controllerBehind(input)]
  const warnings = [owners(input), zeroReplicas(input), downtime(input), badRecord(input)]
  const guards = [...blocking.map(({ guard }) => guard), ...warnings].filter((guard) => guard !== null)
  return { guards, blocked: blocking.find(({ failure }) => failure !== null)?.failure ?? null }
}

interface Blocking {
  readonly guard: Guard | null
  readonly failure: Failure | null
}

function block(id: string, failure: Failure): Blocking {
  return { guard: { id, status: 'blocked', text: failure.message }, failure }
}

function pass(id: string, text: string): Blocking {
  return { guard: { id, status: 'passed', text }, failure: null }
}

function insecureTls({ insecure, place }: GuardInput): Blocking {
  if (!insecure) return { guard: null, failure: null }
  return block(
    'tls',
    failureOf(
      'refused',
      `Context ${place.context} does not verify the server's certificate: nothing is changed through it.`,
      {
        remedy: 'Put the certificate-authority into the kubeconfig and remove insecure-skip-tls-verify.'
      }
    )
  )
}

/** kubectl pkg/polymorphichelpers/rollback.go refuses a paused Deployment before it compares anything. */
function paused({ deployment, place }: GuardInput): Blocking {
  if (at(deployment, 'spec', 'paused') !== true) return { guard: null, failure: null }
  const resume = kubectlLine(place, 'rollout', 'resume', `deployment/${place.ref.name}`)
  return block(
    'paused',
    failureOf('refused', `Deployment ${place.ref.name} is paused; a paused Deployment cannot be rolled back.`, {
      remedy: `Resume it first with: ${resume}. That may first roll out the template that is waiting.`,
      retryable: true
    })
  )
}

/** Until the controller has made the newest ReplicaSet, "highest revision" is still the one before. */
function controllerBehind({ deployment, history, place }: GuardInput): Blocking {
  const observed = numberAt(deployment, 'status', 'observedGeneration') ?? 0
  const generation = deployment.metadata.generation ?? 0
  if (observed >= generation && history.some(({ isCurrent }) => isCurrent)) {
    return pass('controller', 'The controller has seen the present template')
  }
  return block(
    'controller',
    failureOf('conflict', `The controller has not seen the present template of ${place.ref.name} yet.`, {
      remedy: 'Wait a few seconds and plan again.',
      retryable: true
    })
  )
}

function owners({ ownership }: GuardInput): Guard | null {
  if (ownership.state === 'unknown') {
    return { id: 'owners', status: 'warning', text: `Ownership unknown: ${ownership.reason}` }
  }
  const others = ownership.owners
  if (others.length === 0) return { id: 'owners', status: 'passed', text: 'No controller or GitOps tool owns it' }
  return { id: 'owners', status: 'warning', text: others.map(({ name, effect }) => `${name}: ${effect}`).join(' ') }
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

function badRecord({ targetRecord, targetText }: GuardInput): Guard {
  if (targetRecord === 'good') return { id: 'record', status: 'passed', text: targetText }
  const text =
    targetRecord === 'bad'
      ? `The revision has a bad record: ${targetText}`
      : `Nothing is known for or against the revision. ${targetText}`
  return { id: 'record', status: 'warning', text: text.trim() }
}
