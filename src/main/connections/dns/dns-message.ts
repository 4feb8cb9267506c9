import { isIP } from 'node:net'
import type { decode as Decode, encode as Encode, RecordType } from 'dns-packet'

/** Types that are asked for here. */
export type AskedType = Extract<RecordType, 'A' | 'AAAA' | 'CNAME' | 'NS'>

export interface DnsQuestion {
  /** In lower case, without the last dot. */
  readonly name: string
  readonly type: AskedType
}

/** One record of an answer; names in lower case, without the last dot. */
export interface DnsRecord {
  readonly name: string
  readonly type: AskedType
  /** An address, or the name that is led to. */
  readonly value: string
  /** What is left of it, as the one who answers says. */
  readonly ttlSeconds: number
}

/** What one server said of one question. */
export interface DnsReply {
  readonly rcode: string
  /** It answers for the zone, and does not merely remember. */
  readonly isAuthoritative: boolean
  readonly isTruncated: boolean
  readonly answers: readonly DnsRecord[]
  /** For how long it may be remembered that there is nothing (RFC 2308, section 5); null where nothing says so. */
  readonly nothingForSeconds: number | null
}

/** What came is no answer to what was asked. */
export class DnsMessageError extends Error {
  override readonly name = 'DnsMessageError'
}

/** Larger than any answer to what is asked here; what is read of a larger one would take its sender's choice of time. */
export const mostMessageBytes = 16_384
/** RFC 9715: what passes most networks in one piece. */
const mostUdpBytes = 1_232
const mostRecords = 64
/** RFC 2181, section 8: a TTL with the first bit set is none. */
const longestTtl = 2_147_483_647
const asked: readonly string[] = ['A', 'AAAA', 'CNAME', 'NS'] satisfies readonly AskedType[]

interface Wire {
  readonly decode: typeof Decode
  readonly encode: typeof Encode
}

/** The package that reads and writes messages is loaded when somebody first asks. */
export async function loadWire(): Promise<Wire> {
  const { decode, encode } = await import('dns-packet')
  return { decode, encode }
}

/** A question as it is sent. `recurse`: the server is to find out what it does not know. */
export function questionBytes(
  wire: Wire,
  { name, type }: DnsQuestion,
  { id, recurse, edns }: { readonly id: number; readonly recurse: boolean; readonly edns: boolean }
): Buffer {
  return wire.encode({
    type: 'query',
    id,
    flags: recurse ? 0x0100 : 0,
    questions: [{ name, type, class: 'IN' }],
    additionals: edns
      ? [
          {
            type: 'OPT',
            name: '.',
            udpPayloadSize: mostUdpBytes,
            extendedRcode: 0,
            ednsVersion: 0,
            flags: 0,
            flag_do: false,
            options: []
          }
        ]
      : []
  })
}

/**
 * Reads what came as the answer to a question: id and question have to be those that were sent.
 * @throws DnsMessageError for anything else, and for an answer that is not understood: it says nothing, and is no sign that
 * there is nothing.
 */
export function readReply(wire: Wire, bytes: Buffer, id: number, question: DnsQuestion): DnsReply {
  if (bytes.length > mostMessageBytes) throw new DnsMessageError('its answer is too long')
  const message = decoded(wire, bytes)
  const [said, ...more] = message.questions ?? []
  if (message.type !== 'response' || message.id !== id) throw new DnsMessageError('what it sent answers something else')
  const isOurs = more.length === 0 && said?.type === question.type && lower(said.name) === question.name
  // Some that refuse, or cannot read a question, do not repeat it.
  const isBare = said === undefined && message.rcode !== 'NOERROR' && message.rcode !== 'NXDOMAIN'
  if (!isOurs && !isBare) throw new DnsMessageError('what it sent answers another question')
  const { answers = [], authorities = [] } = message
  if (answers.length > mostRecords) throw new DnsMessageError('its answer has too many records')
  return {
    rcode: message.rcode,
    isAuthoritative: message.flag_aa,
    isTruncated: message.flag_tc,
    answers: answers.flatMap(readRecord),
    nothingForSeconds: negativeSeconds(authorities)
  }
}

/** `rcode` is in what is decoded, and in no type of it. */
type Decoded = ReturnType<Wire['decode']> & { readonly rcode: string }

function decoded(wire: Wire, bytes: Buffer): Decoded {
  try {
    return { rcode: '', ...wire.decode(bytes) }
  } catch {
    throw new DnsMessageError('its answer cannot be read')
  }
}

type Answer = NonNullable<Decoded['answers']>[number]

function readRecord(record: Answer): readonly DnsRecord[] {
  if (record.type === 'OPT' || !asked.includes(record.type) || !('class' in record) || record.class !== 'IN') return []
  const type = record.type as AskedType
  const name = lower(record.name)
  const value = typeof record.data === 'string' ? lower(record.data) : ''
  const isRight = type === 'A' ? isIP(value) === 4 : type === 'AAAA' ? isIP(value) === 6 : isHostName(value)
  if (!isRight || !isHostName(name)) throw new DnsMessageError('its answer has a name or an address that is none')
  return [{ name, type, value, ttlSeconds: ttlOf(record.ttl) }]
}

function negativeSeconds(authorities: readonly Answer[]): number | null {
  for (const record of authorities)
    if (record.type === 'SOA' && record.data.minimum !== undefined)
      return Math.min(ttlOf(record.ttl), ttlOf(record.data.minimum))
  return null
}

function ttlOf(ttl: number | undefined): number {
  return ttl === undefined || ttl > longestTtl ? 0 : ttl
}

function lower(name: string): string {
  return name.toLowerCase().replace(/\.$/, '')
}

function isHostName(text: string): boolean {
  return text.length <= 253 && /^[a-z0-9_*-]{1,63}(\.[a-z0-9_-]{1,63})*$/.test(text)
}
