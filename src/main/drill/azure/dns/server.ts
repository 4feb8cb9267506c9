import { createSocket } from 'node:dgram'
import type { AddressInfo, Socket } from 'node:net'
import { createServer } from 'node:net'
import type { DnsAnswer, DnsQuestion } from './wire.ts'
import { readQuery, writeAnswer } from './wire.ts'

/** One name server on 127.0.0.1: UDP and TCP at the same port. */
export interface DnsServer {
  /** `127.0.0.1:PORT`. */
  readonly address: string
  close(): void
}

/** Ports that are free for TCP may not be for UDP. */
const mostTries = 20

async function bindBoth(udp: ReturnType<typeof createSocket>, tcp: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    tcp.once('error', reject)
    tcp.listen(0, '127.0.0.1', resolve)
  })
  const { port } = tcp.address() as AddressInfo
  await new Promise<void>((resolve, reject) => {
    udp.once('error', reject)
    udp.bind(port, '127.0.0.1', resolve)
  })
  return port
}

/** Serves what `answer` says; undefined for silence. `recurses`: whether it is a resolver. */
export async function startDnsServer(
  answer: (question: DnsQuestion) => DnsAnswer | undefined,
  recurses: boolean
): Promise<DnsServer> {
  const reply = (message: Buffer): Buffer | undefined => {
    const query = readQuery(message)
    const told = query === undefined ? undefined : answer(query.question)
    return query === undefined || told === undefined ? undefined : writeAnswer(query, told, recurses)
  }
  const open = new Set<Socket>()
  const serveTcp = (socket: Socket): void => {
    open.add(socket)
    let rest = Buffer.alloc(0)
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk) => {
      rest = Buffer.concat([rest, chunk])
      while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
        const end = 2 + rest.readUInt16BE(0)
        const told = reply(rest.subarray(2, end))
        rest = rest.subarray(end)
        if (told === undefined) return socket.destroy()
        const length = Buffer.alloc(2)
        length.writeUInt16BE(told.length)
        socket.write(Buffer.concat([length, told]))
      }
    })
  }

  for (let tries = 1; ; tries++) {
    const udp = createSocket('udp4')
    const tcp = createServer(serveTcp)
    try {
      const port = await bindBoth(udp, tcp)
      udp.on('error', () => undefined)
      udp.on('message', (message, from) => {
        const told = reply(message)
        if (told !== undefined) udp.send(told, from.port, from.address)
      })
      return {
        address: `127.0.0.1:${port}`,
        close() {
          udp.close()
          tcp.close()
          for (const socket of open) socket.destroy()
        }
      }
    } catch (error) {
      udp.close()
      tcp.close()
      if (tries === mostTries) throw error
    }
  }
}
