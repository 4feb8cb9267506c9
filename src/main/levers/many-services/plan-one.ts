import { asFailure, type Ownership, type ServiceRef } from '../../../contract/index.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { Planned, PlanRequest, PlanTools } from '../../ports/lever.ts'
import type { Neighbour } from '../../ports/neighbours.ts'
import { claimingOwners, type Claims } from '../../providers/kubernetes/owners/claims.ts'
import { markedOwners } from '../../providers/kubernetes/owners/marked-owners.ts'
import { planRollback, readHistory, type ReadHistory } from '../deployment-rollback/index.ts'
import type { Picked } from './choice.ts'
import { whyNot } from './stand.ts'

/** Who claims Deployments of the namespace, or why that cannot be told. */
export type ClaimsRead = { readonly claims: Claims } | { readonly why: string }

/** What came of planning one of several. */
export type PlannedOne =
  | { readonly kind: 'goes'; readonly ref: ServiceRef; readonly neighbour: Neighbour; readonly planned: Planned }
  | {
      readonly kind: 'stays'
      readonly ref: ServiceRef
      readonly reason: string
      /** Only because the past of its revisions could not be read: another time it may go back. */
      readonly isUnread?: boolean
    }

/**
 * Plans one service as its own lever does, from fresh readings (`history` where all were read together), and says why it stays where that comes to no plan that could
 * be approved.
 * @throws FailureError `cancelled` only.
 */
export async function planOne(
  tools: PlanTools,
  { why, continues }: PlanRequest,
  { name, revision }: Picked,
  { claims, history }: { readonly claims: ClaimsRead; readonly history: ReadHistory | undefined }
): Promise<PlannedOne> {
  const { world, abort, reader, context, identity, server, user, environment, clock, newId } = tools
  const ref = { namespace: world.ref.namespace, name }
  const stays = (reason: string): PlannedOne => ({ kind: 'stays', ref, reason })
  const known = world.neighbours.of(name)
  if (!known) return stays('there is no such service in the list')
  try {
    const read = history ?? (await readHistory({ reader, ref, connection: { context }, abort }))
    const ownership = ownershipOf(read.deployment, claims)
    const neighbour: Neighbour = { ...known, ...read, ownership: { state: 'value', value: ownership, observedAt: '' } }
    const reason = whyNot(neighbour, revision !== null)
    if (reason !== null) return stays(reason)
    const standings = await tools.standingsOf(read.deployment, read.replicaSets, abort)
    const result = await planRollback({
      environment,
      connection: { identity, context, server, user },
      ref,
      ownership,
      standings,
      ...(revision === null ? {} : { revision }),
      pods: [],
      read,
      reader,
      clock,
      newId,
      why,
      ...(continues ? { continues } : {}),
      abort
    })
    if (result.kind === 'failed') return stays(result.failure.message)
    if (result.kind !== 'plan') {
      const isUnread =
        result.kind === 'needsChoice' && standings.some(({ evidence }) => evidence.some(({ unread }) => unread))
      return { ...stays(result.reason), ...(isUnread ? { isUnread } : {}) }
    }
    const { blocked } = result.planned.plan
    return blocked ? stays(blocked.message) : { kind: 'goes', ref, neighbour, planned: result.planned }
  } catch (error) {
    const failure = asFailure(error)
    if (failure.code === 'cancelled' || abort.aborted) throw error
    return stays(failure.message)
  }
}

function ownershipOf(deployment: KubeObject, read: ClaimsRead): Ownership {
  const marked = markedOwners(deployment)
  if ('why' in read) return { state: 'unknown', owners: marked, reason: read.why }
  return { state: 'known', owners: [...claimingOwners(deployment, read.claims), ...marked] }
}
