import type { Failure, Guard } from '../../../contract/index.ts'
import { failureOf, kindOf } from '../../../contract/index.ts'
import { utcDated } from '../../../contract/words/format-time.ts'
import { at, numberAt } from '../../lib/json-access.ts'
import { kubectlLine } from '../../providers/kubernetes/commands.ts'
import { templateOf } from '../../providers/kubernetes/history.ts'
import { inexactNumber } from '../../providers/kubernetes/inexact-number.ts'
import { workloadArgument } from '../../providers/kubernetes/workload.ts'
import type { GuardInput } from './guard-input.ts'
import { rollbackWarnings } from './rollback-warnings.ts'

export interface Guarded {
  readonly guards: readonly Guard[]
  /** Why the plan may be read but not approved. */
  readonly blocked: Failure | null
}

/** What is looked at before anything is sent. */
export function rollbackGuards(input: GuardInput): Guarded {
  const blocking = [insecureTls(input), deleted(input), paused(input), controllerBehind(input), inexact(input)]
  const guards = [...blocking.map(({ guard }) => guard), ...rollbackWarnings(input)].filter((guard) => guard !== null)
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

/** The controller of a Deployment that is being deleted only keeps its status: no pod would be replaced. */
function deleted({ deployment, place }: GuardInput): Blocking {
  const at = deployment.metadata.deletionTimestamp
  if (at === undefined) return { guard: null, failure: null }
  return block(
    'deletion',
    failureOf(
      'refused',
      `${kindOf(place.ref)} ${place.ref.name} is being deleted since ${utcDated(at)}; its pods are not replaced any more.`,
      {
        remedy: 'Create it again from its manifest, with the good version.'
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
  if (observed >= generation && history.some(({ isCurrent, revision }) => isCurrent && revision > 0)) {
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

/** What cannot be sent back exactly as it was read would be changed on the way, or be refused. */
function inexact({ deployment, target, place }: GuardInput): Blocking {
  const found = inexactNumber(templateOf(deployment)) ?? inexactNumber(target.template)
  if (found === null) return { guard: null, failure: null }
  return block(
    'numbers',
    failureOf('refused', `The template has a number that cannot be carried exactly, at ${found}.`, {
      remedy: `Use kubectl for it: ${kubectlLine(place, 'rollout', 'undo', workloadArgument(place.ref), `--to-revision=${target.revision}`)}`
    })
  )
}
