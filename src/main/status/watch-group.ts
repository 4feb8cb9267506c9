import { asFailure } from '../../contract/index.ts'
import type { AzureReader, ProbeReading } from '../ports/azure.ts'
import type { Clock } from '../ports/clock.ts'
import type { GroupHint, GroupSeen, SqlServerName } from '../ports/failover-group.ts'
import { chooseGroup, groupNameOf, onePerName } from '../providers/azure/choose-group.ts'
import { askSqlServer, freshGroup, hostsIn } from '../providers/azure/group-target.ts'
import { failoverGroupOf, groupsIn, serversIn } from '../providers/azure/read-group.ts'

export interface WatchGroupOptions {
  readonly azure: AzureReader
  readonly clock: Clock
  readonly abort: AbortSignal
  /** What is known of the group that is meant. */
  readonly hint: () => GroupHint
  /** Called when a probe has come back. */
  readonly onProbe: () => void
}

/** What of Azure SQL is written to beside a profile, read as often as `look` is called. */
export interface WatchedGroup {
  readonly seen: () => GroupSeen
  /** Never throws but for the abort reason. */
  look(): Promise<void>
}

/**
 * Follows the failover group that the service writes to, and asks both of its servers. Where nothing says which group that is,
 * none is followed.
 */
export function watchGroup({ azure, clock, abort, hint, onProbe }: WatchGroupOptions): WatchedGroup {
  let followed = ''
  let probes = new Map<string, ProbeReading>()
  const asking = new Set<string>()
  let seen: GroupSeen = { kind: 'loading' }

  async function ask(server: string, host: string): Promise<void> {
    if (asking.has(server)) return
    asking.add(server)
    const of = followed
    const reading = await askSqlServer(azure, host, abort).catch(() => undefined)
    asking.delete(server)
    if (!reading || of !== followed) return
    probes.set(server, reading)
    if (seen.kind === 'group') seen = { ...seen, probes: new Map(probes) }
    onProbe()
  }

  async function read(known: GroupHint): Promise<GroupSeen> {
    const { subscription, group: resourceGroup } = azure.profile
    const { items: servers, isWhole: isAllServers } = serversIn(
      await azure.readSqlServers({ subscription, group: resourceGroup }, { abort })
    )
    const lists = await Promise.allSettled(
      servers.map(async (server) => groupsIn(server, await azure.readFailoverGroups(server, { abort })))
    )
    abort.throwIfAborted()
    const said = lists.flatMap((list) => (list.status === 'fulfilled' ? list.value.items : []))
    // In an outage one of the servers may not be readable, and the other one says what there is.
    const [failed] = lists.flatMap((list) => (list.status === 'rejected' ? [list] : []))
    if (failed && said.length === 0) throw failed.reason
    const found = onePerName(said).map(groupNameOf)
    // A server that does not answer is no stranger where its partner says what it is in.
    const isKnown = (server: SqlServerName): boolean => said.some(({ partner }) => isSameServer(partner, server))
    const isWhole =
      isAllServers &&
      servers.every((server, index) => {
        const list = lists[index]
        return list?.status === 'fulfilled' ? list.value.isWhole : isKnown(server)
      })
    const choice = chooseGroup(said, servers, known, isWhole)
    if (choice.kind === 'none') return choice
    if (choice.kind === 'unknown') return { kind: 'several', found, isWhole, named: choice.named }
    const { name, by, direct } = choice
    const [one, other] = said.filter(
      ({ name: of, side, partner }) =>
        of.toLowerCase() === name.failoverGroup.toLowerCase() && [side.server, partner.server].includes(name.server)
    )
    const group =
      one && other
        ? failoverGroupOf(one, other)
        : await freshGroup(azure, one ? groupNameOf(one) : name, one?.partner ?? null, abort)
    const hosts = hostsIn(group, servers)
    const id = JSON.stringify([group.name, ...hosts.keys()].toSorted())
    if (followed !== id) {
      followed = id
      probes = new Map()
      asking.clear()
    }
    for (const [server, host] of hosts) void ask(server, host)
    return { kind: 'group', group, by, direct, found, probes: new Map(probes), observedAt: clock.now().toISOString() }
  }

  return {
    seen: () => seen,
    async look() {
      const known = hint()
      const take = (next: GroupSeen): void => {
        if (known === hint()) seen = next
      }
      try {
        take(await read(known))
      } catch (error) {
        abort.throwIfAborted()
        const failure = asFailure(error)
        // Whoever may not read servers of Azure SQL has none, as far as anything says.
        const isAsked = known.chosen !== null || known.named.length > 0
        const isNothing = !isAsked && (failure.code === 'forbidden' || failure.code === 'notFound')
        take(isNothing ? { kind: 'none' } : { kind: 'unread', failure })
      }
    }
  }
}

function isSameServer(a: SqlServerName, b: SqlServerName): boolean {
  return a.server === b.server && a.group.toLowerCase() === b.group.toLowerCase()
}
