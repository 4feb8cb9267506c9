import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { createExactReader, type ExactReader } from '../http/exact-reader.ts'

export interface SocksProxy {
  /** `127.0.0.1:PORT` */
  readonly host: string
  /** What was asked for, as `TYPE HOST:PORT` with the type of RFC 1928. */
  readonly asked: readonly string[]
  close(): Promise<void>
}

export interface SocksProxyOptions {
  /** Only this account may pass. */
  readonly account?: { readonly name: string; readonly password: string }
  /** Reply code for every connection, RFC 1928 section 6; 0 connects. */
  readonly reply?: number
  /** Where connections go, whatever was asked for. */
  readonly upstreamPort?: number
  /** Sends its answers one byte at a time. */
  readonly slowly?: boolean
}

/** A SOCKS5 proxy (RFC 1928 with the sign-in of RFC 1929) on loopback. */
export async function startSocksProxy(options: SocksProxyOptions = {}): Promise<SocksProxy> {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    serve(socket, options, asked, sockets).catch(() => socket.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    }
  }
}

async function serve(
  socket: Socket,
  { account, reply = 0, upstreamPort, slowly = false }: SocksProxyOptions,
  asked: string[],
  sockets: Set<Socket>
): Promise<void> {
  const { take, release } = createExactReader(socket)
  const say = async (...bytes: readonly number[]): Promise<void> => {
    const parts = slowly ? bytes.map((byte) => Buffer.from([byte])) : [Buffer.from(bytes)]
    for (const part of parts) await new Promise((resolve) => socket.write(part, resolve))
  }
  const [, count = 0] = await take(2)
  const methods = await take(count)
  const method = account ? 2 : 0
  if (!methods.includes(method)) return void socket.end(Buffer.from([5, 0xff]))
  await say(5, method)
  if (account) {
    const [, nameLength = 0] = await take(2)
    const name = String(await take(nameLength))
    const password = String(await take((await take(1))[0] ?? 0))
    const isRight = name === account.name && password === account.password
    await say(1, isRight ? 0 : 1)
    if (!isRight) return void socket.end()
  }
  const [, , , type = 0] = await take(4)
  const host = await readHost(take, type)
  const port = (await take(2)).readUInt16BE()
  asked.push(`${type} ${host}:${port}`)
  if (reply !== 0) return say(5, reply, 0, 1, 0, 0, 0, 0, 0, 0)
  const upstream = connect(upstreamPort ?? port, '127.0.0.1')
  sockets.add(upstream)
  upstream.on('error', () => socket.destroy())
  await once(upstream, 'connect')
  await say(5, 0, 0, 4, ...Array<number>(18).fill(0))
  release()
  socket.pipe(upstream).pipe(socket)
}

async function readHost(take: ExactReader['take'], type: number): Promise<string> {
  if (type === 1) return [...(await take(4))].join('.')
  if (type === 4) return (await take(16)).toString('hex')
  return String(await take((await take(1))[0] ?? 0))
}
