import { Resolver, lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import type { AskedServer, NameAnswer, NameReading } from '../../ports/azure.ts'

/** A name leads to this computer. */
export class OwnAddressError extends Error {
  override readonly name = 'OwnAddressError'

  constructor(host: string, address: string) {
    super(`${host} leads to ${address}, which is this computer or its own network: it is not asked`)
  }
}

/** Which servers are asked: `address` or `address:port`. */
export interface NameServers {
  readonly authoritative: readonly string[]
  readonly recursive: readonly string[]
}

/** More than this many servers say nothing more. */
const mostServers = 8
const answerWithinMs = 2_000
const nothing: readonly string[] = ['ENOTFOUND', 'ENODATA']
/** A zone is looked for in so many of the last labels of a name: more would be asked for, by turns, as long as somebody likes. */
const mostLabels = 8

/**
 * Of this computer and its own link, where no endpoint of Azure is (RFC 6890): whoever writes a profile, or answers for a name
 * in it, would have us ask the services that listen here, by any path and header.
 */
const ownAddresses = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 3]
] as const)
  ownAddresses.addSubnet(network, prefix, 'ipv4')
for (const [network, prefix] of [
  ['::', 127],
  ['fe80::', 10],
  ['ff00::', 8]
] as const)
  ownAddresses.addSubnet(network, prefix, 'ipv6')

/** Whether an address is of this computer or of its own link, in whichever way it is written. */
export function isOwnAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  const plain = mapped ?? address.replace(/%.*$/, '')
  const family = isIP(plain)
  return family === 0 || ownAddresses.check(plain, family === 6 ? 'ipv6' : 'ipv4')
}

/**
 * Asks name servers. Those who answer for the zone are looked for, unless they are `given` as in our own drill; those who
 * remember are the ones that this computer asks.
 */
export function createNameServers(given: NameServers | null) {
  const recursive = (given?.recursive ?? new Resolver().getServers()).slice(0, mostServers)

  async function resolve(name: string, abort: AbortSignal): Promise<NameReading> {
    abort.throwIfAborted()
    const authorities = given?.authoritative ?? (await authoritiesOf(name, recursive, abort))
    const [authoritative, remembered] = await Promise.all([askAll(authorities, name), askAll(recursive, name)])
    abort.throwIfAborted()
    return { authoritative, recursive: remembered }
  }

  /** Where a host is reached, as applications see it. @throws Error when nobody knows. */
  async function addressOf(host: string): Promise<string> {
    if (!given) {
      const { address } = isIP(host) === 0 ? await lookup(host) : { address: host }
      if (isOwnAddress(address)) throw new OwnAddressError(host, address)
      return address
    }
    if (isIP(host) !== 0) return host
    const [address] = await resolverFor(recursive).resolve4(host)
    if (address === undefined) throw new Error(`${host} has no address`)
    return address
  }

  return { resolve, addressOf }
}

function resolverFor(servers: readonly string[]): Resolver {
  const resolver = new Resolver({ timeout: answerWithinMs, tries: 1 })
  resolver.setServers([...servers])
  return resolver
}

function askAll(servers: readonly string[], name: string): Promise<readonly AskedServer[]> {
  return Promise.all(servers.slice(0, mostServers).map(async (server) => ({ server, answer: await ask(server, name) })))
}

/**
 * One server's answer. Node says no TTL of an alias; that of the addresses is the least of the whole chain. A server that
 * answers for the zone alone follows no alias out of it, so that no address is no sign of anything while there is an alias.
 */
async function ask(server: string, name: string): Promise<NameAnswer> {
  const resolver = resolverFor([server])
  const [alias, addresses] = await Promise.allSettled([
    resolver.resolveCname(name),
    resolver.resolve4(name, { ttl: true })
  ])
  const found = addresses.status === 'fulfilled' ? addresses.value : []
  const leastTtl = found.length > 0 ? Math.min(...found.map(({ ttl }) => ttl)) : null
  const [target] = alias.status === 'fulfilled' ? alias.value : []
  if (target !== undefined)
    return { kind: 'alias', target: target.toLowerCase().replace(/\.$/, ''), ttlSeconds: leastTtl }
  if (leastTtl !== null)
    return { kind: 'addresses', addresses: found.map(({ address }) => address).slice(0, 16), ttlSeconds: leastTtl }
  const codes = [alias, addresses].flatMap((one) => (one.status === 'rejected' ? [codeOf(one.reason)] : []))
  const other = codes.find((code) => !nothing.includes(code))
  if (other !== undefined) return { kind: 'notMeasurable', text: words[other] ?? `it answered ${other}` }
  return { kind: 'dark', text: codes.includes('ENOTFOUND') ? 'no such name' : 'no address' }
}

const words: Readonly<Record<string, string>> = {
  ETIMEOUT: 'it does not answer: DNS to the outside may be blocked here',
  ECONNREFUSED: 'nothing listens there',
  ESERVFAIL: 'it failed to find out',
  EREFUSED: 'it does not answer us'
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'an error'
}

/** Addresses of the servers of the zone that a name is in; empty when they cannot be found. */
async function authoritiesOf(
  name: string,
  recursive: readonly string[],
  abort: AbortSignal
): Promise<readonly string[]> {
  const resolver = resolverFor(recursive)
  const labels = name.split('.')
  for (let from = Math.max(1, labels.length - mostLabels); from < labels.length - 1; from += 1) {
    abort.throwIfAborted()
    const servers = await resolver.resolveNs(labels.slice(from).join('.')).catch(() => [])
    if (servers.length === 0) continue
    const addresses = await Promise.all(
      servers.slice(0, mostServers).map((server) => resolver.resolve4(server).catch(() => []))
    )
    return addresses
      .flat()
      .filter((address) => !isOwnAddress(address))
      .slice(0, mostServers)
  }
  return []
}
