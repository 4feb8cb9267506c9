import type { NameAnswer } from '../../ports/azure.ts'
import type { DnsReply } from './dns-message.ts'
import { followAliases } from './follow-aliases.ts'

const mostAddresses = 16
const refusals: Readonly<Record<string, string>> = {
  SERVFAIL: 'it failed to find out',
  REFUSED: 'it does not answer us',
  FORMERR: 'it does not understand the question',
  NOTIMP: 'it does not answer such questions'
}
const failures: Readonly<Record<string, string>> = {
  ETIMEDOUT: 'it does not answer: DNS to the outside may be blocked here',
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'it closed the connection',
  ENETUNREACH: 'there is no way to it from here: this network may have the other kind of IP only',
  EHOSTUNREACH: 'there is no way to it from here',
  EACCES: 'this computer does not let the question out',
  EPERM: 'this computer does not let the question out'
}

/**
 * What a server says of a name. Only a server that says so itself makes a name dark: one that points elsewhere, fails,
 * refuses or is not understood says nothing. `isOfZone`: it is asked as one of those that answer for the zone, and says so itself by the
 * AA bit (RFC 1035, section 4.1.1): whoever answers in its place, as a resolver between does, does not.
 */
export function answerOf(name: string, reply: DnsReply, isOfZone: boolean): NameAnswer {
  const { rcode, answers, isAuthoritative, nothingForSeconds } = reply
  if (rcode !== 'NOERROR' && rcode !== 'NXDOMAIN')
    return { kind: 'notMeasurable', text: refusals[rcode] ?? `it answers ${rcode}` }
  if (isOfZone && !isAuthoritative) return { kind: 'notMeasurable', text: 'it does not answer for the zone' }
  const { links, addresses, isEndless } = followAliases(name, answers)
  const [first] = links
  if (isEndless) return { kind: 'notMeasurable', text: 'its aliases lead in a circle, or through too many names' }
  if (first) return { kind: 'alias', target: first.target, ttlSeconds: first.ttlSeconds }
  if (addresses.length > 0)
    return {
      kind: 'addresses',
      addresses: addresses.map(({ value }) => value).slice(0, mostAddresses),
      ttlSeconds: Math.min(...addresses.map(({ ttlSeconds }) => ttlSeconds))
    }
  return { kind: 'dark', text: rcode === 'NXDOMAIN' ? 'no such name' : 'no address', forSeconds: nothingForSeconds }
}

/** Why a server could not be asked. */
export function unasked(error: unknown): NameAnswer {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  const text = code === 'EBADRESP' && error instanceof Error ? error.message : failures[code]
  return { kind: 'notMeasurable', text: text ?? `it cannot be asked (${code || 'an error'})` }
}
