import type { Failure, ServiceRef } from '../../../contract/index.ts'
import { asFailure, failureOf } from '../../../contract/index.ts'
import { canaryTrap, firstCanaryOwner } from '../../lib/canary-owner.ts'
import type { KubeObject, KubeReader } from '../../ports/kube.ts'
import { canaryOwners, readCanaries } from '../../providers/kubernetes/canary-owners.ts'

/** The Canaries of a namespace as they were read last, or why they could not be read. */
export type CanariesSeen =
  | { readonly kind: 'read'; readonly canaries: readonly KubeObject[] }
  | { readonly kind: 'unreadable'; readonly why: string }

/**
 * Reads the Canaries of a service's namespace once.
 * @throws the abort reason.
 */
export async function seeCanaries(
  reader: KubeReader,
  { namespace }: ServiceRef,
  abort: AbortSignal
): Promise<CanariesSeen> {
  try {
    return { kind: 'read', canaries: await readCanaries(reader, namespace, { abort, tries: 1 }) }
  } catch (error) {
    abort.throwIfAborted()
    return { kind: 'unreadable', why: asFailure(error).message }
  }
}

/**
 * Why a planned Deployment is not to be changed after all: a Canary that came after the plan targets or owns it, or that
 * cannot be told any more and nobody typed its name. Null when nothing speaks against it.
 */
export function ownerProblem(
  command: string,
  approval: 'typed' | 'hold',
  deployment: KubeObject,
  seen: CanariesSeen
): Failure | null {
  const owner = firstCanaryOwner(canaryOwners(deployment, seen.kind === 'read' ? seen.canaries : []))
  if (owner) {
    const { lead, text } = canaryTrap(owner, command)
    return failureOf('refused', `${lead} Nothing was sent.`, { remedy: text })
  }
  if (seen.kind === 'read' || approval === 'typed') return null
  return failureOf('refused', `Whether a Canary owns this Deployment cannot be read any more: ${seen.why}`, {
    remedy: 'Plan again; it is then approved by typing.',
    retryable: true
  })
}
