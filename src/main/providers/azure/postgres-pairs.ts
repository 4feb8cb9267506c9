import { asFailure, FailureError, failureOf } from '../../../contract/index.ts'
import type { AzureReader } from '../../ports/azure.ts'
import type { PostgresPair, PostgresServerName, PostgresSide } from '../../ports/postgres-pair.ts'
import { pairFrom, postgresAt } from './postgres-pair-of.ts'
import { freshPair } from './postgres-target.ts'
import type { Listed } from './listed.ts'
import { postgresId, postgresIn, postgresNameIn, readPostgres, virtualEndpointIn } from './read-postgres.ts'

type Reads = Pick<AzureReader, 'readPostgres' | 'readPostgresReplicas' | 'readVirtualEndpoints'>

/**
 * The primaries of a group that have a replica, each with the one that can take its place: the one that its virtual endpoint leads
 * readers to, else the first. A replica may be in another group of the same subscription (Microsoft Learn, read replicas); so
 * they are not whole where a primary's list of them is not.
 * @throws FailureError
 */
export async function postgresPairsIn(
  azure: Reads,
  servers: readonly PostgresSide[],
  abort: AbortSignal
): Promise<Listed<PostgresPair>> {
  const own = await Promise.all(
    servers.filter(({ role }) => role === 'Primary').map((primary) => pairAt(azure, primary, servers, abort))
  )
  const pairs = own.flatMap(({ pair }) => pair ?? [])
  const known = new Set(pairs.flatMap(({ sides }) => sides.map(postgresId)))
  // The primary of a replica that is here may be in another group.
  const orphans = servers.filter((side) => side.role === 'Replica' && !known.has(postgresId(side)))
  const others = await Promise.all(
    orphans
      .filter(({ source }) => !servers.some((side) => postgresId(side) === source))
      .map(async (replica) => {
        const primary = postgresNameIn(replica.source)
        return primary ? freshPair(azure, { primary, replica: postgresAt(replica) }, abort) : null
      })
  )
  return {
    items: [...pairs, ...others.flatMap((pair) => pair ?? [])],
    isWhole: own.every(({ pair, isWhole }) => pair !== null || isWhole)
  }
}

/** The pair of a server that was named, whichever of the two it is. @throws FailureError where it has no partner. */
export async function namedPair(azure: Reads, name: PostgresServerName, abort: AbortSignal): Promise<PostgresPair> {
  const side = readPostgres(await azure.readPostgres(name, { abort }))
  const primary = side.role === 'Replica' ? postgresNameIn(side.source) : null
  const found = primary
    ? await freshPair(azure, { primary, replica: name }, abort)
    : (await pairAt(azure, side, [side], abort)).pair
  if (found) return found
  throw new FailureError(failureOf('notFound', `${name.server} has no replica: there is nothing to switch.`))
}

/** No pair where the primary has no replica; `isWhole` says that this is sure. A listing that fails is one of a primary that may be down: what the group says stands. */
async function pairAt(
  azure: Reads,
  primary: PostgresSide,
  servers: readonly PostgresSide[],
  abort: AbortSignal
): Promise<{ readonly pair: PostgresPair | null; readonly isWhole: boolean }> {
  const at = postgresAt(primary)
  const follows = servers.filter(({ source, role }) => role === 'Replica' && source === postgresId(primary))
  const [replicas, endpoints] = await Promise.allSettled([
    azure.readPostgresReplicas(at, { abort }),
    azure.readVirtualEndpoints(at, { abort })
  ])
  abort.throwIfAborted()
  const { items: listed, isWhole } =
    replicas.status === 'fulfilled'
      ? postgresIn(replicas.value)
      : { items: follows.map((side) => ({ side, replication: '' })), isWhole: false }
  const endpoint = endpoints.status === 'fulfilled' ? virtualEndpointIn(endpoints.value) : null
  const [first] = listed
  const chosen = listed.find(({ side }) => endpoint?.members.includes(side.server)) ?? first
  if (!chosen) return { pair: null, isWhole }
  const endpointUnread = endpoints.status === 'fulfilled' ? '' : asFailure(endpoints.reason).message
  return { pair: pairFrom([primary, chosen.side], listed, { endpoint, endpointUnread }), isWhole }
}
