import { createSocket } from 'node:dgram'
import type { AddressInfo, Socket } from 'node:net'
import { createServer } from 'node:net'
import { decode, encode, type Answer, type Packet } from 'dns-packet'
import { onTestFinished } from 'vitest'

/** A query as it came. */
export interface Query {
  readonly id: number
  readonly name: string
  readonly type: string
  readonly recurse: boolean
  readonly hasEdns: boolean
  readonly over: 'udp' | 'tcp'
  /** Port that it came from. */
  readonly from: number
}

/** Messages that are sent to a query, in their order; none for silence. */
export type Respond = (query: Query) => readonly Buffer[]

export interface Responder {
  /** `127.0.0.1:port`, of UDP and TCP. */
  readonly address: string
  readonly queries: readonly Query[]
}

/** A name server on loopback that sends whatever it is told to, UDP and TCP at one port; the end of the test takes it away. */
export async function startResponder(respond: Respond): Promise<Responder> {
  const queries: Query[] = []
  const answer = (bytes: Buffer, over: Query['over'], from: number): readonly Buffer[] => {
    const { id = 0, flags = 0, questions = [], additionals = [] } = decode(bytes)
    const [asked] = questions
    const { name, type } = asked ?? { name: '', type: '' }
    const hasEdns = additionals.some((one) => one.type === 'OPT')
    const query = { id, name, type, recurse: (flags & 0x0100) !== 0, hasEdns, over, from }
    queries.push(query)
    return respond(query)
  }
  const open = new Set<Socket>()
  const tcp = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => undefined)
    socket.once('data', (bytes: Buffer) => {
      const messages = answer(bytes.subarray(2), 'tcp', socket.remotePort ?? 0)
      if (messages.length === 0) socket.destroy()
      for (const message of messages) socket.write(framed(message))
    })
  })
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve))
  const { port } = tcp.address() as AddressInfo
  const udp = createSocket('udp4')
  udp.on('message', (bytes, from) => {
    for (const message of answer(bytes, 'udp', from.port)) udp.send(message, from.port, from.address)
  })
  await new Promise<void>((resolve, reject) => {
    udp.once('error', reject)
    udp.bind(port, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    udp.close()
    tcp.close()
    for (const socket of open) socket.destroy()
  })
  return { address: `127.0.0.1:${port}`, queries }
}

/** A message with its length in front of it. */
export function framed(message: Buffer): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(message.length)
  return Buffer.concat([length, message])
}

const rcodes = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 } as const

/** An answer to a query as a server of the zone would write it, uncompressed. */
export function reply(
  { id, name, type }: Query,
  answers: readonly Answer[],
  given: {
    readonly rcode?: keyof typeof rcodes
    readonly isAuthoritative?: boolean
    readonly isTruncated?: boolean
    readonly authorities?: readonly Answer[]
    readonly as?: string
  } = {}
): Buffer {
  const { rcode = 'NOERROR', isAuthoritative = true, isTruncated = false, authorities = [], as = name } = given
  return encode({
    type: 'response',
    id,
    flags: (isAuthoritative ? 0x0400 : 0) | (isTruncated ? 0x0200 : 0) | rcodes[rcode],
    questions: [{ name: as, type: type as 'A', class: 'IN' }],
    answers: [...answers],
    authorities: [...authorities]
  } satisfies Packet)
}

export const alias = (name: string, data: string, ttl: number): Answer => ({
  type: 'CNAME',
  class: 'IN',
  name,
  data,
  ttl
})
export const address = (name: string, data: string, ttl: number): Answer => ({
  type: 'A',
  class: 'IN',
  name,
  data,
  ttl
})

/** A record by which a zone says for how long it is remembered that there is nothing. */
export function startOfZone(name: string, ttl: number, minimum: number): Answer {
  const data = { mname: `ns.${name}`, rname: `who.${name}`, serial: 1, refresh: 1, retry: 1, expire: 1, minimum }
  return { type: 'SOA', class: 'IN', name, ttl, data }
}
