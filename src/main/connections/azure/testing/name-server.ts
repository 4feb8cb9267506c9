import { createSocket } from 'node:dgram'
import { once } from 'node:events'

/** What is answered for a name: an alias, addresses, or that there is nothing. */
export type Answering = (name: string) => { readonly alias?: string; readonly addresses?: readonly string[] } | null

export interface TestNameServer {
  /** `127.0.0.1:port` */
  readonly address: string
  close(): Promise<void>
}

const types = { a: 1, cname: 5 } as const
const ttlSeconds = 30

/** A name server on loopback over UDP (RFC 1035), for one question a query. */
export async function startNameServer(answering: Answering): Promise<TestNameServer> {
  const socket = createSocket('udp4')
  socket.on('message', (query, { port, address }) => socket.send(answerTo(query, answering), port, address))
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    address: `127.0.0.1:${socket.address().port}`,
    close: () => new Promise((resolve) => socket.close(() => resolve()))
  }
}

function answerTo(query: Buffer, answering: Answering): Buffer {
  const labels: string[] = []
  let at = 12
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += length + 1
  }
  const question = query.subarray(12, at + 5)
  const type = query.readUInt16BE(at + 1)
  const found = answering(labels.join('.').toLowerCase())
  const records: Buffer[] = []
  if (found?.alias !== undefined) records.push(record(types.cname, nameBytes(found.alias)))
  else if (type === types.a)
    for (const address of found?.addresses ?? [])
      records.push(record(type, Buffer.from(address.split('.').map(Number))))
  const head = Buffer.alloc(12)
  query.copy(head, 0, 0, 2)
  // An answer, authoritative, with recursion; no such name where nothing is known.
  head.writeUInt16BE(0x8580 | (found ? 0 : 3), 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt16BE(records.length, 6)
  return Buffer.concat([head, question, ...records])
}

/** A record about the name of the question. */
function record(type: number, data: Buffer): Buffer {
  const fixed = Buffer.alloc(12)
  fixed.writeUInt16BE(0xc00c, 0)
  fixed.writeUInt16BE(type, 2)
  fixed.writeUInt16BE(1, 4)
  fixed.writeUInt32BE(ttlSeconds, 6)
  fixed.writeUInt16BE(data.length, 10)
  return Buffer.concat([fixed, data])
}

function nameBytes(name: string): Buffer {
  const parts = name
    .split('.')
    .map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'latin1')]))
  return Buffer.concat([...parts, Buffer.from([0])])
}
