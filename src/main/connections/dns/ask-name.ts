import type { AskedServer, NameAnswer } from '../../ports/azure.ts'
import { answerOf, unasked } from './answer-of.ts'
import { askServer } from './ask-server.ts'
import type { AskedType, DnsReply } from './dns-message.ts'
import { followAliases } from './follow-aliases.ts'

/** More than this many servers say nothing more. */
export const mostServers = 8
const answerWithinMs = 2_000

/** Questions that belong together: they end together. */
export interface Asking {
  readonly abort: AbortSignal
  /** By `performance.now()`. */
  readonly untilMs: number
}

/** @throws Error with a code, as `askServer` does. */
export function askOne(
  server: string,
  name: string,
  { type = 'A', recurse }: { readonly type?: AskedType; readonly recurse: boolean },
  { abort, untilMs }: Asking
): Promise<DnsReply> {
  const withinMs = Math.min(answerWithinMs, untilMs - performance.now())
  return askServer(server, { name, type }, { recurse, withinMs, abort })
}

/** What each server says of a name. `isOfZone`: they answer for its zone, and are not asked to find anything out. */
export function askAll(
  servers: readonly string[],
  name: string,
  isOfZone: boolean,
  asking: Asking
): Promise<readonly AskedServer[]> {
  return everyone(servers, asking, (server) =>
    ofEitherKind(server, name, isOfZone, asking, (reply) => answerOf(name, reply, isOfZone))
  )
}

/** What each resolver leads users of a name in front to: by what it says of `fqdn`, where its answer passes that. */
export function askThrough(
  servers: readonly string[],
  front: string,
  fqdn: string,
  asking: Asking
): Promise<readonly AskedServer[]> {
  return everyone(servers, asking, (server) =>
    ofEitherKind(server, front, false, asking, (reply) => {
      const { links, addresses, end } = followAliases(front, reply.answers)
      if (end === fqdn || links.some(({ name }) => name === fqdn)) return answerOf(fqdn, reply, false)
      const [first] = addresses
      if (!first) return answerOf(front, { ...reply, answers: [] }, false)
      const least = Math.min(...[...links, ...addresses].map(({ ttlSeconds }) => ttlSeconds))
      return { kind: 'addresses', addresses: addresses.map(({ value }) => value).slice(0, 16), ttlSeconds: least }
    })
  )
}

async function everyone(
  servers: readonly string[],
  { abort }: Asking,
  ask: (server: string) => Promise<NameAnswer>
): Promise<readonly AskedServer[]> {
  const answers = servers.slice(0, mostServers).map(async (server) => ({
    server: server.replace(/^\[(.*)\]:53$|^([^:[]+):53$/, '$1$2'),
    answer: await ask(server).catch((error: unknown) => {
      abort.throwIfAborted()
      return unasked(error)
    })
  }))
  return Promise.all(answers)
}

/** A name without an address of one kind may have one of the other: what is reached by IPv6 alone is not dark. */
async function ofEitherKind(
  server: string,
  name: string,
  isOfZone: boolean,
  asking: Asking,
  read: (reply: DnsReply) => NameAnswer
): Promise<NameAnswer> {
  const recurse = !isOfZone
  const reply = await askOne(server, name, { recurse }, asking)
  const answer = read(reply)
  if (answer.kind !== 'dark' || reply.rcode === 'NXDOMAIN') return answer
  return read(await askOne(server, name, { type: 'AAAA', recurse }, asking))
}
