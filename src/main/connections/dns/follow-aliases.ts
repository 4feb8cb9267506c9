import type { AliasLink } from '../../ports/azure.ts'
import type { DnsRecord } from './dns-message.ts'

/** Longer chains are followed no further: resolvers give up as well. */
export const longestChain = 8

/** Where a name leads by the records of one answer. */
export interface FollowedName {
  /** Aliases, in the order in which they are followed. */
  readonly links: readonly AliasLink[]
  /** The last name. */
  readonly end: string
  /** Addresses of it, in the answer. */
  readonly addresses: readonly DnsRecord[]
  /** It leads in a circle, or through too many names. */
  readonly isEndless: boolean
}

/** Follows the aliases of one answer, whatever the order of its records. */
export function followAliases(name: string, records: readonly DnsRecord[]): FollowedName {
  const links: AliasLink[] = []
  const seen = new Set([name])
  let at = name
  for (;;) {
    const alias = records.find((record) => record.type === 'CNAME' && record.name === at)
    if (!alias) break
    links.push({ name: at, target: alias.value, ttlSeconds: alias.ttlSeconds })
    at = alias.value
    if (seen.has(at) || links.length >= longestChain) return { links, end: at, addresses: [], isEndless: true }
    seen.add(at)
  }
  const addresses = records.filter(({ name: of, type }) => of === at && (type === 'A' || type === 'AAAA'))
  return { links, end: at, addresses, isEndless: false }
}
