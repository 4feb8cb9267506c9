import type { Failure, ServiceRef } from '../../../contract/index.ts'
import { asFailure, failureOf } from '../../../contract/index.ts'
import { together, type Ask } from '../../lib/together.ts'
import type { KubeObject, KubeReader } from '../../ports/kube.ts'
import { claimingOwners, type Claims } from '../../providers/kubernetes/owners/claims.ts'
import { readClaims } from '../../providers/kubernetes/owners/read-claims.ts'
import { refusalTrap, refusingOwner } from '../../providers/kubernetes/owners/refusal.ts'

/** Who claims Deployments of a namespace, as it was read last, or why it could not be read. */
export type ClaimsSeen =
  | { readonly kind: 'read'; readonly claims: Claims }
  | { readonly kind: 'unreadable'; readonly why: string }

/** Who is about to change services of one namespace, by the connection that they are read through. */
const readers = new WeakMap<KubeReader, Map<string, Ask<Claims>>>()

/**
 * Reads the Canaries and Rollouts of a service's namespace once, after it was asked for; together with others who look at services
 * of that namespace just then.
 * @throws the abort reason.
 */
export async function seeClaims(
  reader: KubeReader,
  { namespace }: ServiceRef,
  abort: AbortSignal
): Promise<ClaimsSeen> {
  try {
    return { kind: 'read', claims: await claimsTogether(reader, namespace)(abort) }
  } catch (error) {
    abort.throwIfAborted()
    return { kind: 'unreadable', why: asFailure(error).message }
  }
}

function claimsTogether(reader: KubeReader, namespace: string): Ask<Claims> {
  const asked = readers.get(reader) ?? new Map<string, Ask<Claims>>()
  readers.set(reader, asked)
  const ask = asked.get(namespace) ?? together((abort) => readClaims(reader, namespace, { abort, tries: 1 }))
  asked.set(namespace, ask)
  return ask
}

export interface PlannedUndo {
  readonly command: string
  /** How the plan was approved. */
  readonly approval: 'typed' | 'hold'
  /** The Canary that the plan is about, which it undoes a workload of on purpose. */
  readonly ofCanary: string | undefined
}

/**
 * Why a planned Deployment is not to be changed after all: a Canary or a Rollout that came after the plan claims it, or
 * that cannot be told any more and nobody typed its name. Null when nothing speaks against it.
 */
export function ownerProblem(
  { command, approval, ofCanary }: PlannedUndo,
  deployment: KubeObject,
  seen: ClaimsSeen
): Failure | null {
  const claims = seen.kind === 'read' ? seen.claims : { canaries: [], rollouts: [] }
  const planned = `Canary ${deployment.metadata.namespace ?? ''}/${ofCanary ?? ''}`
  const owners = claimingOwners(deployment, claims).filter(({ name }) => name !== planned)
  const owner = refusingOwner({ owners })
  if (owner) {
    const { lead, text } = refusalTrap(owner, command)
    return failureOf('refused', `${lead} Nothing was sent.`, { remedy: text })
  }
  if (seen.kind === 'read' || approval === 'typed') return null
  return failureOf('refused', `Whether somebody claims this Deployment cannot be read any more: ${seen.why}`, {
    remedy: 'Plan again; it is then approved by typing.',
    retryable: true
  })
}
