import { setMaxListeners } from 'node:events'
import { Resolver, lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { FrontReading, NameReading } from '../../ports/azure.ts'
import { askAll, askOne, mostServers, type Asking } from './ask-name.ts'
import { followAliases } from './follow-aliases.ts'
import { isOwnAddress, OwnAddressError } from './own-addresses.ts'
import { leadTo, readFront, type FrontServers, type Lead } from './read-front.ts'
import { createZoneServers } from './zone-servers.ts'

/** Which servers are asked: `address` or `address:port`. */
export interface NameServers {
  readonly authoritative: readonly string[]
  readonly recursive: readonly string[]
}

export interface NameServersOptions {
  /** Our own drill has servers of its own; null everywhere else. */
  readonly given: NameServers | null
  /** Names that users type, in front of the one that is asked about. */
  readonly fronts: readonly string[]
}

/** All questions of one reading, real milliseconds. */
const readWithinMs = 6_000

/**
 * Asks name servers. Those who answer for the zone are looked for, unless they are `given` as in our own drill; those who
 * remember are the ones that this computer asks now, which change with the network that it is in.
 */
export function createNameServers({ given, fronts }: NameServersOptions) {
  const resolvers = (): readonly string[] => (given?.recursive ?? new Resolver().getServers()).slice(0, mostServers)
  const find = createZoneServers(resolvers)
  const lastWhole = new Map<string, FrontReading>()
  const authoritiesOf = async (name: string, asking: Asking): Promise<readonly string[]> =>
    given?.authoritative ?? find(name, asking)

  async function resolve(fqdn: string, abort: AbortSignal): Promise<NameReading> {
    abort.throwIfAborted()
    const asking = begin(abort)
    const recursive = resolvers()
    const [authoritative, remembered, fronting] = await Promise.all([
      authoritiesOf(fqdn, asking).then((servers) => askAll(servers, fqdn, true, asking)),
      askAll(recursive, fqdn, false, asking),
      Promise.all(fronts.map((front) => frontOf(front, fqdn, { authoritiesOf, resolvers: recursive }, asking)))
    ])
    abort.throwIfAborted()
    return { authoritative, recursive: remembered, fronts: fronting }
  }

  /** Where the zones cannot be asked for a while, what they said last stands, as long as resolvers agree that it leads there. */
  async function frontOf(front: string, fqdn: string, servers: FrontServers, asking: Asking): Promise<FrontReading> {
    const reading = await readFront(front, fqdn, servers, asking)
    if (reading.isWhole) lastWhole.set(front, reading)
    const last = lastWhole.get(front)
    return last && !reading.isWhole && last.end === reading.end ? { ...last, recursive: reading.recursive } : reading
  }

  /**
   * Names and addresses that a host leads to now, of both kinds of IP, as any of the resolvers says; of an address itself. Null where
   * none of them says it.
   */
  async function leadsTo(host: string, abort: AbortSignal): Promise<readonly string[] | null> {
    if (isIP(host) !== 0) return [host]
    const asking = begin(abort)
    const said = await Promise.all(resolvers().map((server) => wholeLead(server, host, asking)))
    abort.throwIfAborted()
    const known = said.filter((one) => one !== null)
    return known.length === 0 ? null : [...new Set(known.flat())]
  }

  /** Where a host is reached, as applications see it. @throws Error when nobody knows. */
  async function addressOf(host: string): Promise<string> {
    if (!given) {
      const { address } = isIP(host) === 0 ? await lookup(host) : { address: host }
      if (isOwnAddress(address)) throw new OwnAddressError(host, address)
      return address
    }
    if (isIP(host) !== 0) return host
    const [server = ''] = resolvers()
    const reply = await askOne(server, host, { recurse: true }, begin(new AbortController().signal))
    const [found] = followAliases(host, reply.answers).addresses
    if (!found) throw new Error(`${host} has no address`)
    return found.value
  }

  /** Follows a name that users type, until one of its aliases is looked for. */
  async function follow(host: string, isLookedFor: (name: string) => boolean, abort: AbortSignal): Promise<Lead> {
    const lead = await leadTo(host, isLookedFor, { authoritiesOf, resolvers: resolvers() }, begin(abort))
    abort.throwIfAborted()
    return lead
  }

  return { resolve, leadsTo, addressOf, follow }
}

/** Null unless it was told for both kinds of IP: of half of the addresses nothing follows. */
async function wholeLead(server: string, host: string, asking: Asking): Promise<readonly string[] | null> {
  const replies = await Promise.all(
    (['A', 'AAAA'] as const).map((type) => askOne(server, host, { type, recurse: true }, asking).catch(() => null))
  )
  const found: string[] = []
  for (const reply of replies) {
    if (reply?.rcode !== 'NOERROR' && reply?.rcode !== 'NXDOMAIN') return null
    const { links, addresses } = followAliases(host, reply.answers)
    found.push(...links.map(({ target }) => target), ...addresses.map(({ value }) => value))
  }
  return found
}

/** Many are asked at once, and each of them ends with it. */
function begin(abort: AbortSignal): Asking {
  const mine = AbortSignal.any([abort])
  setMaxListeners(0, mine)
  return { abort: mine, untilMs: performance.now() + readWithinMs }
}
