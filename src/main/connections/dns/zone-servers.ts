import { askOne, mostServers, type Asking } from './ask-name.ts'
import { isOwnAddress } from './own-addresses.ts'

/** A zone is looked for in so many of the last labels of a name: more would be asked for, by turns, as long as somebody likes. */
const mostLabels = 8
/** Who answers for a zone changes seldom; that nobody was found may be about the network. */
const keptMs = { found: 300_000, none: 15_000 } as const
const mostKept = 64

/** Finds the addresses of the servers that answer for the zone that a name is in; none when they cannot be found. */
export type ZoneServers = (name: string, asking: Asking) => Promise<readonly string[]>

export function createZoneServers(resolvers: () => readonly string[]): ZoneServers {
  const kept = new Map<string, { readonly servers: readonly string[]; readonly untilMs: number }>()
  return async (name, asking) => {
    const before = kept.get(name)
    if (before && before.untilMs > performance.now()) return before.servers
    const servers = await look(name, resolvers(), asking)
    if (kept.size >= mostKept) kept.clear()
    kept.set(name, { servers, untilMs: performance.now() + (servers.length > 0 ? keptMs.found : keptMs.none) })
    return servers
  }
}

async function look(name: string, resolvers: readonly string[], asking: Asking): Promise<readonly string[]> {
  const labels = name.split('.')
  for (let from = Math.max(0, labels.length - mostLabels); from < labels.length - 1; from += 1) {
    const zone = labels.slice(from).join('.')
    const names = await found(zone, 'NS', resolvers, asking)
    if (names.length === 0) continue
    const kinds = ['A', 'AAAA'] as const
    const addresses = await Promise.all(
      names.slice(0, mostServers).flatMap((server) => kinds.map((kind) => found(server, kind, resolvers, asking)))
    )
    // Of each server one first, so that a few with many addresses are not all that is asked.
    const all = addresses.flat().filter((address) => !isOwnAddress(address))
    return [...new Set(all)].slice(0, mostServers)
  }
  return []
}

/** What the first resolver that knows has about a name itself: of an alias' target another zone would answer. */
async function found(
  name: string,
  type: 'NS' | 'A' | 'AAAA',
  resolvers: readonly string[],
  asking: Asking
): Promise<readonly string[]> {
  for (const resolver of resolvers) {
    asking.abort.throwIfAborted()
    const reply = await askOne(resolver, name, { type, recurse: true }, asking).catch(() => null)
    if (reply?.rcode !== 'NOERROR' && reply?.rcode !== 'NXDOMAIN') continue
    return reply.answers.filter((one) => one.name === name && one.type === type).map(({ value }) => value)
  }
  return []
}
