import { asFailure, type Target } from '../../../contract/index.ts'
import type { AzureReader, ProbeReading } from '../../ports/azure.ts'
import type { PostgresPair, PostgresPairName, PostgresServerName, PostgresSide } from '../../ports/postgres-pair.ts'
import { listReplicasCommand, showPostgresCommand } from './postgres-request.ts'
import { pairFrom, postgresAt } from './postgres-pair-of.ts'
import { postgresId, postgresIn, readPostgres, virtualEndpointIn } from './read-postgres.ts'

type Reads = Pick<AzureReader, 'readPostgres' | 'readPostgresReplicas' | 'readVirtualEndpoints'>

/** The replica that a switch is sent to, as what a step changes. */
export function postgresTarget({ cloud }: Pick<AzureReader, 'cloud'>, to: PostgresServerName): Target {
  return { api: 'arm', cloud, id: postgresId(to) }
}

/**
 * A pair as both of its servers say now, with what the primary of the two says of the replica. In an outage one of them may not
 * be readable: that is in it.
 * @throws FailureError where neither can be read.
 */
export async function freshPair(
  azure: Reads,
  { primary, replica }: PostgresPairName,
  abort: AbortSignal,
  isLogged = false
): Promise<PostgresPair> {
  const read = async (of: PostgresServerName): Promise<PostgresSide> => {
    const logged = isLogged ? { command: showPostgresCommand(of) } : {}
    return readPostgres(await azure.readPostgres(of, { abort, ...logged }))
  }
  const [first, second] = await Promise.allSettled([read(primary), read(replica)])
  abort.throwIfAborted()
  if (first.status === 'rejected' && second.status === 'rejected') throw first.reason
  const sides = heard([sideOf(first, primary), sideOf(second, replica)])
  // What belongs to a pair is asked at its primary (Microsoft Learn, virtual endpoints).
  const at = sides.find(({ role, unread }) => role === 'Primary' && unread === '')
  return pairOf(azure, sides, at ?? sides[0], { abort, isLogged })
}

/** A pair of servers that were read, with what the one that is asked says of the other. @throws the abort reason. */
async function pairOf(
  azure: Pick<Reads, 'readPostgresReplicas' | 'readVirtualEndpoints'>,
  sides: PostgresPair['sides'],
  at: PostgresServerName,
  { abort, isLogged = false }: { readonly abort: AbortSignal; readonly isLogged?: boolean }
): Promise<PostgresPair> {
  const logged = isLogged ? { command: listReplicasCommand(at) } : {}
  const [replicas, endpoints] = await Promise.allSettled([
    azure.readPostgresReplicas(postgresAt(at), { abort, ...logged }),
    azure.readVirtualEndpoints(postgresAt(at), { abort })
  ])
  abort.throwIfAborted()
  return pairFrom(
    sides,
    replicas.status === 'fulfilled' ? postgresIn(replicas.value).items : [],
    endpoints.status === 'fulfilled'
      ? { endpoint: virtualEndpointIn(endpoints.value), endpointUnread: '' }
      : { endpoint: null, endpointUnread: asFailure(endpoints.reason).message }
  )
}

function sideOf(read: PromiseSettledResult<PostgresSide>, name: PostgresServerName): PostgresSide {
  return read.status === 'fulfilled' ? read.value : unreadSide(name, asFailure(read.reason).message)
}

/** Of one that cannot be read, what the other one says stands: which role it has, and where its like answers. */
function heard([one, other]: PostgresPair['sides']): PostgresPair['sides'] {
  return [heardOf(one, other), heardOf(other, one)]
}

function heardOf(side: PostgresSide, partner: PostgresSide): PostgresSide {
  if (side.unread === '') return side
  const [, ...zone] = partner.host.replace(/:\d+$/, '').split('.')
  const isSource = partner.role === 'Replica' && partner.source === postgresId(side)
  const role = isSource ? 'Primary' : partner.role === 'Primary' ? 'Replica' : null
  return { ...side, role, host: zone.length > 0 ? [side.server, ...zone].join('.') : '' }
}

/** A server of which only its names are known. */
function unreadSide(name: PostgresServerName, unread: string): PostgresSide {
  return {
    ...postgresAt(name),
    location: '',
    role: null,
    source: '',
    state: '',
    version: '',
    size: '',
    storageGb: null,
    isHighlyAvailable: false,
    host: '',
    unread
  }
}

/** Asks a server from here, twice where the first says no, because one probe may be bad luck. Never throws but for the abort reason. */
export async function askPostgresAgain(
  azure: Pick<AzureReader, 'probePostgres'>,
  side: Pick<PostgresSide, 'host'>,
  abort: AbortSignal
): Promise<ProbeReading> {
  const first = await askPostgres(azure, side, abort)
  return first.isWell === false ? askPostgres(azure, side, abort) : first
}

/** Asks a server from here. Never throws but for the abort reason. */
export async function askPostgres(
  azure: Pick<AzureReader, 'probePostgres'>,
  { host }: Pick<PostgresSide, 'host'>,
  abort: AbortSignal
): Promise<ProbeReading> {
  // Azure names no port: 5432 is what clients take. Our own drill cannot have that.
  const [, name = '', port = '5432'] = /^([a-z0-9.-]+)(?::(\d{1,5}))?$/.exec(host) ?? []
  return name === ''
    ? { isWell: null, text: 'has no address that is known' }
    : azure.probePostgres(name, Number(port), abort)
}
