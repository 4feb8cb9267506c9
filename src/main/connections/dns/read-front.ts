import type { AliasLink, AskedServer, FrontReading } from '../../ports/azure.ts'
import { askAll, askOne, askThrough, type Asking } from './ask-name.ts'
import { followAliases, longestChain } from './follow-aliases.ts'

/** Whom to ask about any name. */
export interface FrontServers {
  readonly authoritiesOf: (name: string, asking: Asking) => Promise<readonly string[]>
  readonly resolvers: readonly string[]
}

/** Where a name leads; at a name that was looked for, `end` is `profile` and `text` that name. */
export type Lead = Pick<FrontReading, 'links' | 'end' | 'text' | 'ttlSeconds' | 'isWhole'>

/**
 * Follows a name that users type to the profile's, each alias at those who answer for its zone: only they say how long it is
 * remembered. Where they cannot be asked, a resolver says what is left of it.
 */
export async function readFront(
  name: string,
  fqdn: string,
  servers: FrontServers,
  asking: Asking
): Promise<FrontReading> {
  const [lead, recursive] = await Promise.all([
    leadTo(name, (at) => at === fqdn, servers, asking),
    askThrough(servers.resolvers, name, fqdn, asking)
  ])
  return { name, ...lead, recursive }
}

/** Follows a name until one of its aliases is looked for. */
export async function leadTo(
  name: string,
  isLookedFor: (name: string) => boolean,
  { authoritiesOf, resolvers }: FrontServers,
  asking: Asking
): Promise<Lead> {
  const lead = await zoneByZone(name, isLookedFor, authoritiesOf, asking)
  return lead.end === 'notMeasurable' ? byResolver(name, isLookedFor, resolvers, asking, lead) : lead
}

async function zoneByZone(
  name: string,
  isLookedFor: (name: string) => boolean,
  authoritiesOf: FrontServers['authoritiesOf'],
  asking: Asking
): Promise<Lead> {
  const links: AliasLink[] = []
  const seen = new Set([name])
  for (let at = name; ;) {
    if (isLookedFor(at)) return { links, end: 'profile', text: at, ttlSeconds: null, isWhole: true }
    const asked = await askAll(await authoritiesOf(at, asking), at, true, asking)
    const { answer } = asked.find(isSaid) ?? asked[0] ?? nobody
    if (answer.kind === 'notMeasurable' || answer.kind === 'dark')
      return { links, end: answer.kind, text: answer.text, ttlSeconds: null, isWhole: answer.kind === 'dark' }
    if (answer.kind === 'addresses') return ending(links, at, answer, true)
    links.push({ name: at, target: answer.target, ttlSeconds: answer.ttlSeconds })
    at = answer.target
    if (seen.has(at) || links.length >= longestChain) {
      const text = 'its aliases lead in a circle, or through too many names'
      return { links, end: 'dark', text, ttlSeconds: null, isWhole: true }
    }
    seen.add(at)
  }
}

async function byResolver(
  name: string,
  isLookedFor: (name: string) => boolean,
  resolvers: readonly string[],
  asking: Asking,
  otherwise: Lead
): Promise<Lead> {
  for (const resolver of resolvers) {
    const reply = await askOne(resolver, name, { recurse: true }, asking).catch(() => null)
    asking.abort.throwIfAborted()
    if (reply?.rcode !== 'NOERROR') continue
    const { links, addresses, end } = followAliases(name, reply.answers)
    const names = [...links.map(({ name: of }) => of), end]
    const at = names.findIndex(isLookedFor)
    const text = names[at]
    if (text !== undefined) return { links: links.slice(0, at), end: 'profile', text, ttlSeconds: null, isWhole: false }
    const [first] = addresses
    if (first) {
      const told = { addresses: addresses.map(({ value }) => value), ttlSeconds: first.ttlSeconds }
      return ending(links, end, told, false)
    }
  }
  return otherwise
}

/** Addresses of its own, or of a name that the profile has nothing to do with. */
function ending(
  links: readonly AliasLink[],
  at: string,
  { addresses, ttlSeconds }: { readonly addresses: readonly string[]; readonly ttlSeconds: number },
  isWhole: boolean
): Lead {
  const [first = ''] = addresses
  return links.length === 0
    ? { links, end: 'addresses', text: first, ttlSeconds, isWhole }
    : { links, end: 'elsewhere', text: at, ttlSeconds, isWhole }
}

const nobody: Pick<AskedServer, 'answer'> = {
  answer: { kind: 'notMeasurable', text: 'who answers for its zone cannot be found from here' }
}

function isSaid({ answer }: AskedServer): boolean {
  return answer.kind !== 'notMeasurable'
}
