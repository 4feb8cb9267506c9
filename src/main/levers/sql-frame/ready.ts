import { asFailure, failureOf, type Failure } from '../../../contract/index.ts'
import type { AzureReader, ProbeReading, RegionView } from '../../ports/azure.ts'
import type { FailoverGroupName, SqlServerName } from '../../ports/failover-group.ts'
import type { PlanTools } from '../../ports/lever.ts'
import { stays, whyDataUnread, type DataWish } from '../../providers/azure/data-part.ts'
import { groupBasis, groupPartOf, type GroupMove, type GroupPart } from '../../providers/azure/group-part.ts'
import { groupAction } from '../../providers/azure/group-request.ts'
import { whatStandsAgainst, type SeenGroup } from '../../providers/azure/group-standing.ts'
import { askServerAgain, freshGroup, groupAt, hostsOf } from '../../providers/azure/group-target.ts'
import { readinessFor, type Readiness } from '../../providers/azure/readiness.ts'
import { failoverGroupId } from '../../providers/azure/read-group.ts'

/** A group by its name and both of its servers, as a record has it. */
export interface RecordedGroup {
  readonly name: FailoverGroupName
  readonly partner: SqlServerName
}

/** What becomes of a failover group in a plan, ready to be planned. */
export type ReadyGroup =
  | Exclude<GroupPart, { readonly kind: 'moves' }>
  | { readonly kind: 'moves'; readonly move: GroupMove; readonly readiness: Readiness; readonly basis: string }

/**
 * Reads the group anew at both of its servers, by its names where they are recorded, and asks what stands against a failover. A
 * failure to read it is said, and holds up nothing else.
 * @throws FailureError `cancelled` only.
 */
export async function readyGroup(
  azure: AzureReader,
  { view, recorded }: { readonly view: RegionView | null; readonly recorded?: RecordedGroup },
  wish: DataWish,
  tools: PlanTools
): Promise<ReadyGroup> {
  const seen = view?.sql.kind === 'group' ? view.sql : null
  if (!view) return recorded ? stays('Azure SQL has not been read: it stays as it is.') : { kind: 'none' }
  try {
    const sql = (recorded ?? seen) ? await freshGroupSeen(azure, recorded ?? null, seen, tools) : view.sql
    const part = groupPartOf({ ...view, sql }, wish)
    if (part.kind !== 'moves') return part
    const { move } = part
    const { readiness, blocked } = await askAboutGroup(azure, move, tools.abort)
    if (blocked) return stays(`${move.group.name} stays as it is. ${blocked.message}`)
    return { kind: 'moves', move, readiness, basis: groupBasis(move.group) }
  } catch (error) {
    const failure = asFailure(error)
    if (failure.code === 'cancelled') throw error
    return stays(whyDataUnread(failure))
  }
}

/** The group as it is now, with both of its servers asked anew. @throws FailureError */
export async function freshGroupSeen(
  azure: AzureReader,
  recorded: RecordedGroup | null,
  seen: SeenGroup | null,
  { abort, clock }: Pick<PlanTools, 'abort' | 'clock'>
): Promise<SeenGroup> {
  const [one, other] = seen?.group.sides ?? []
  const name = recorded?.name ?? (seen && one ? groupAt(seen.group, one) : null)
  if (!name) throw new Error('Nothing says which group is meant.')
  const group = await freshGroup(azure, name, recorded?.partner ?? other ?? null, abort, true)
  const hosts = await hostsOf(azure, group, abort)
  const probes = await Promise.all(
    [...hosts].map(async ([server, host]): Promise<[string, ProbeReading]> => [
      server,
      await askServerAgain(azure, host, abort)
    ])
  )
  const observedAt = clock.now().toISOString()
  return {
    kind: 'group',
    group,
    by: seen?.by ?? 'operator',
    direct: seen?.direct ?? null,
    found: [],
    probes: new Map(probes),
    observedAt
  }
}

/** What stands against a failover: rights, locks and denials, and whether both servers are as it needs them. */
export async function askAboutGroup(
  azure: AzureReader,
  move: GroupMove,
  abort: AbortSignal
): Promise<{ readonly readiness: Readiness; readonly blocked: Failure | null }> {
  const readiness = await readinessOfGroup(azure, move, abort)
  return { readiness, blocked: movesBlocked(move) ?? readiness.blocked }
}

/** What is asked is asked at the server that the failover is sent to. */
function readinessOfGroup(azure: AzureReader, { how, group, to }: GroupMove, abort: AbortSignal): Promise<Readiness> {
  const name = groupAt(group, to)
  const id = failoverGroupId(name)
  const wanted = {
    subscription: to.subscription,
    group: to.group,
    id,
    name: group.name,
    actions: [groupAction(how)],
    changed: [id],
    what: `failover group ${group.name}`
  }
  return readinessFor(azure, wanted, abort)
}

function movesBlocked({ how, group, from, to, health }: GroupMove): Failure | null {
  const answers = { old: health(from).gateway, next: health(to).gateway }
  const why = whatStandsAgainst({ how, from: from.server, to: to.server, state: group.state }, answers)
  return why === null ? null : failureOf('refused', why, { retryable: true })
}
