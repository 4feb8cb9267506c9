import { asFailure, type Target } from '../../../contract/index.ts'
import type { AzureReader, ProbeReading } from '../../ports/azure.ts'
import type { FailoverGroup, FailoverGroupName, GroupSide, SqlServerName } from '../../ports/failover-group.ts'
import { showGroupCommand } from './group-request.ts'
import { failoverGroupId, failoverGroupOf, readGroup, serversIn, type SaidOfGroup } from './read-group.ts'

/** A group at the server that a failover is sent to, as what a step changes. */
export function groupTarget({ cloud }: Pick<AzureReader, 'cloud'>, to: FailoverGroupName): Target {
  return { api: 'arm', cloud, id: failoverGroupId(to) }
}

/** The names of a group at one of its servers. */
export function groupAt({ name }: Pick<FailoverGroup, 'name'>, side: SqlServerName): FailoverGroupName {
  const { subscription, group, server } = side
  return { subscription, group, server, failoverGroup: name }
}

export function sideOf({ sides }: Pick<FailoverGroup, 'sides'>, server: string): GroupSide | undefined {
  return sides.find((side) => side.server.toLowerCase() === server.toLowerCase())
}

/**
 * A group as both of its servers say now. In an outage one of them may not be readable: what its partner says stands then,
 * and that is in it.
 * @param other the partner, where it is known: without it the first has to answer
 * @throws FailureError where neither can be read.
 */
export async function freshGroup(
  azure: Pick<AzureReader, 'readFailoverGroup'>,
  name: FailoverGroupName,
  other: SqlServerName | null,
  abort: AbortSignal,
  isLogged = false
): Promise<FailoverGroup> {
  const read = async (of: FailoverGroupName): Promise<SaidOfGroup> => {
    const logged = isLogged ? { command: showGroupCommand(of) } : {}
    return readGroup(of, await azure.readFailoverGroup(of, { abort, ...logged }))
  }
  const at = (server: SqlServerName): FailoverGroupName => ({ ...name, ...namesOf(server) })
  if (!other) {
    const first = await read(name)
    return failoverGroupOf(first, await read(at(first.partner)).catch(reason(abort)))
  }
  const [first, second] = await Promise.allSettled([read(name), read(at(other))])
  abort.throwIfAborted()
  if (first.status === 'fulfilled')
    return failoverGroupOf(first.value, second.status === 'fulfilled' ? second.value : asFailure(second.reason).message)
  if (second.status === 'fulfilled') return failoverGroupOf(second.value, asFailure(first.reason).message)
  throw first.reason
}

function reason(abort: AbortSignal) {
  return (error: unknown): string => {
    abort.throwIfAborted()
    return asFailure(error).message
  }
}

function namesOf({ subscription, group, server }: SqlServerName): SqlServerName {
  return { subscription, group, server }
}

/** Where the servers of a group answer, as Azure lists them; one that is not listed stands beside the other in the same zone. */
export async function hostsOf(
  azure: Pick<AzureReader, 'readSqlServers'>,
  { sides }: Pick<FailoverGroup, 'sides'>,
  abort: AbortSignal
): Promise<ReadonlyMap<string, string>> {
  const [side] = sides
  return hostsIn({ sides }, serversIn(await azure.readSqlServers(side, { abort })).items)
}

/** The same from what was listed already. */
export function hostsIn(
  { sides }: Pick<FailoverGroup, 'sides'>,
  listed: readonly { readonly server: string; readonly host: string }[]
): ReadonlyMap<string, string> {
  const known = new Map(listed.map(({ server, host }) => [server, host]))
  const [some = ''] = sides.flatMap(({ server }) => known.get(server) || [])
  const [, ...zone] = some.replace(/:\d+$/, '').split('.')
  return new Map(
    sides.map(({ server }) => [server, known.get(server) || (zone.length > 0 ? [server, ...zone].join('.') : '')])
  )
}

/** Asks a server from here, twice where the first says no, because one probe may be bad luck. Never throws but for the abort reason. */
export async function askServerAgain(
  azure: Pick<AzureReader, 'probeSql'>,
  host: string,
  abort: AbortSignal
): Promise<ProbeReading> {
  const first = await askSqlServer(azure, host, abort)
  return first.isWell === false ? askSqlServer(azure, host, abort) : first
}

/** Asks a server from here. Never throws but for the abort reason. */
export async function askSqlServer(
  azure: Pick<AzureReader, 'probeSql'>,
  host: string,
  abort: AbortSignal
): Promise<ProbeReading> {
  // Azure names no port: 1433 is what all clients take. Our own drill cannot have that.
  const [, name = '', port = '1433'] = /^([a-z0-9.-]+)(?::(\d{1,5}))?$/.exec(host) ?? []
  return name === ''
    ? { isWell: null, text: 'has no address that is known' }
    : azure.probeSql(name, Number(port), abort)
}
