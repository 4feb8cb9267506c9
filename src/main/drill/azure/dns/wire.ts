/** Record types that are answered here (RFC 1035, RFC 3596); others have no data. */
export const recordTypes = { A: 1, NS: 2, CNAME: 5, SOA: 6, AAAA: 28 } as const
export type RecordType = keyof typeof recordTypes

export interface DnsQuestion {
  /** In lower case, without the last dot. */
  readonly name: string
  /** undefined for a type that is not one of `recordTypes`. */
  readonly type: RecordType | undefined
}

export type DnsRecord = { readonly name: string; readonly ttlSeconds: number } &
  /** `of`: the host whose address it is, where that is another name than the record's; it is not on the wire. */
  (
    | { readonly type: 'A' | 'CNAME' | 'NS'; readonly value: string; readonly of?: string }
    | {
        readonly type: 'SOA'
        readonly primary: string
        readonly contact: string
        readonly serial: number
        readonly minimumSeconds: number
      }
  )

/** RFC 1035, section 4.1.1. */
export const rcodes = { noError: 0, formatError: 1, serverFailure: 2, noSuchName: 3, refused: 5 } as const

/** What a server says of one question. */
export interface DnsAnswer {
  readonly rcode: number
  readonly isAuthoritative: boolean
  readonly answers: readonly DnsRecord[]
  readonly authority: readonly DnsRecord[]
}

/** A query as it came, as far as an answer repeats it. */
export interface DnsQuery {
  readonly id: number
  readonly recursionDesired: boolean
  readonly question: DnsQuestion
  /** The question section, byte for byte: clients that mix letter cases compare it. */
  readonly questionBytes: Buffer
  /** Whether it carries an OPT record (RFC 6891). */
  readonly hasEdns: boolean
}

const headerBytes = 12

/** Reads a query with one question; undefined for anything else. */
export function readQuery(message: Buffer): DnsQuery | undefined {
  if (message.length < headerBytes || message.readUInt16BE(4) !== 1) return undefined
  const flags = message.readUInt16BE(2)
  if ((flags & 0x8000) !== 0 || ((flags >> 11) & 0xf) !== 0) return undefined
  const labels: string[] = []
  let at = headerBytes
  for (;;) {
    const length = message[at]
    if (length === undefined || length > 63) return undefined
    at++
    if (length === 0) break
    labels.push(message.toString('latin1', at, at + length))
    at += length
  }
  if (at + 4 > message.length) return undefined
  const code = message.readUInt16BE(at)
  const type = (Object.keys(recordTypes) as RecordType[]).find((name) => recordTypes[name] === code)
  const extra = message.readUInt16BE(10) > 0 ? message.subarray(at + 4) : Buffer.alloc(0)
  return {
    id: message.readUInt16BE(0),
    recursionDesired: (flags & 0x0100) !== 0,
    question: { name: labels.join('.').toLowerCase(), type },
    questionBytes: message.subarray(headerBytes, at + 4),
    hasEdns: extra.length >= 11 && extra[0] === 0 && extra.readUInt16BE(1) === 41
  }
}

function nameBytes(name: string): Buffer {
  const labels = name.split('.').filter((label) => label !== '')
  return Buffer.concat([
    ...labels.map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'latin1')])),
    Buffer.from([0])
  ])
}

function numbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  values.forEach((value, index) => bytes.writeUInt32BE(value, index * 4))
  return bytes
}

function dataOf(record: DnsRecord): Buffer {
  switch (record.type) {
    case 'A':
      return Buffer.from(record.value.split('.').map(Number))
    case 'CNAME':
    case 'NS':
      return nameBytes(record.value)
    case 'SOA':
      return Buffer.concat([
        nameBytes(record.primary),
        nameBytes(record.contact),
        numbers(record.serial, 3600, 600, 1_209_600, record.minimumSeconds)
      ])
  }
}

function recordBytes(record: DnsRecord): Buffer {
  const data = dataOf(record)
  const head = Buffer.alloc(10)
  head.writeUInt16BE(recordTypes[record.type], 0)
  head.writeUInt16BE(1, 2)
  head.writeUInt32BE(Math.max(0, Math.round(record.ttlSeconds)), 4)
  head.writeUInt16BE(data.length, 8)
  return Buffer.concat([nameBytes(record.name), head, data])
}

/** OPT of an answer: payload of 1232 bytes, no options (RFC 6891). */
const ednsBytes = Buffer.from([0, 0, 41, 0x04, 0xd0, 0, 0, 0, 0, 0, 0])

/** The answer to a query, names uncompressed. `recurses` is what the server offers (RA). */
export function writeAnswer(query: DnsQuery, answer: DnsAnswer, recurses: boolean): Buffer {
  const head = Buffer.alloc(headerBytes)
  const flags =
    0x8000 |
    (answer.isAuthoritative ? 0x0400 : 0) |
    (query.recursionDesired ? 0x0100 : 0) |
    (recurses ? 0x0080 : 0) |
    answer.rcode
  const counts = [1, answer.answers.length, answer.authority.length, query.hasEdns ? 1 : 0]
  head.writeUInt16BE(query.id, 0)
  head.writeUInt16BE(flags, 2)
  counts.forEach((count, index) => head.writeUInt16BE(count, 4 + index * 2))
  const records = [...answer.answers, ...answer.authority].map(recordBytes)
  return Buffer.concat([head, query.questionBytes, ...records, query.hasEdns ? ednsBytes : Buffer.alloc(0)])
}
