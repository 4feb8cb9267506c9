import { once } from 'node:events'
import { connect, isIPv4, isIPv6, type Socket } from 'node:net'
import { createExactReader, type ExactReader } from './exact-reader.ts'
import { explainSocketError } from './explain-socket-error.ts'
import { TransportError } from './transport-error.ts'

const version = 5
const method = { none: 0x00, password: 0x02 } as const
const addressType = { ipv4: 0x01, name: 0x03, ipv6: 0x04 } as const

/** RFC 1928 section 6. */
const refusals: readonly string[] = [
  '',
  'it failed',
  'its rules do not allow it',
  'the network is unreachable',
  'the host is unreachable',
  'nothing listens at that address',
  'the way to it is too long',
  'it does not know how to connect',
  'it does not know that kind of address'
]

/**
 * Opens a raw connection to `host:port` through a SOCKS5 proxy (RFC 1928, RFC 1929), which resolves the name, as
 * golang.org/x/net/internal/socks has it.
 */
export async function openSocksTunnel(proxy: URL, host: string, port: number, abort: AbortSignal): Promise<Socket> {
  const name = `proxy ${proxy.host}`
  const socket = connect({
    host: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: proxy.port === '' ? 1080 : Number(proxy.port),
    autoSelectFamily: true
  })
  // Each step listens for errors while it waits; one that comes in between shows at the next step.
  socket.on('error', () => undefined)
  try {
    await once(socket, 'connect', { signal: abort })
    const { take, release } = createExactReader(socket, abort)
    await greet(socket, take, proxy)
    await ask(socket, take, proxy, host, port)
    release()
    return socket
  } catch (error) {
    socket.destroy()
    throw explainSocketError(error, name, 'nothing')
  }
}

type Take = ExactReader['take']

async function greet(socket: Socket, take: Take, proxy: URL): Promise<void> {
  const account = [proxy.username, proxy.password].map((part) => Buffer.from(decodeURIComponent(part)))
  const methods = proxy.username === '' ? [method.none] : [method.none, method.password]
  socket.write(Buffer.from([version, methods.length, ...methods]))
  const [spoken, chosen] = await take(2)
  if (spoken !== version) throw refused(proxy, 'does not speak SOCKS5', 'Check the port of the proxy.')
  if (chosen === method.none) return
  if (chosen !== method.password || proxy.username === '') throw refused(proxy, ...wantsAccount)
  if (account.some(({ length }) => length > 255)) throw refused(proxy, 'takes user names of at most 255 bytes', '')
  socket.write(Buffer.concat([Buffer.from([1]), ...account.flatMap((part) => [Buffer.from([part.length]), part])]))
  const [, status] = await take(2)
  if (status !== 0) throw refused(proxy, ...wantsAccount)
}

const wantsAccount = ['refused the sign-in', 'Put the user name and password of the proxy into its URL.'] as const

async function ask(socket: Socket, take: Take, proxy: URL, host: string, port: number): Promise<void> {
  socket.write(Buffer.concat([Buffer.from([version, 1, 0]), addressOf(host), Buffer.from([port >> 8, port & 0xff])]))
  const [, reply = 1, , type] = await take(4)
  if (reply !== 0) {
    const why = refusals[reply] ?? `it answered ${reply}`
    throw refused(proxy, `did not connect to ${host}:${port}: ${why}`, 'Check the server address and the proxy.')
  }
  // The address it connected from is of no use, but stands before the first byte of the server.
  const length = type === addressType.ipv4 ? 4 : type === addressType.ipv6 ? 16 : ((await take(1))[0] ?? 0)
  await take(length + 2)
}

function addressOf(host: string): Buffer {
  if (isIPv4(host)) return Buffer.from([addressType.ipv4, ...host.split('.').map(Number)])
  if (isIPv6(host)) return Buffer.from([addressType.ipv6, ...ipv6Bytes(host)])
  return Buffer.concat([Buffer.from([addressType.name, Buffer.byteLength(host)]), Buffer.from(host)])
}

/** The sixteen bytes of an address that the URL parser has already made canonical. */
function ipv6Bytes(host: string): readonly number[] {
  const [head = '', tail] = host.split('::')
  const groups = (text: string): number[] =>
    text === '' ? [] : text.split(':').flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 0xff])
  if (tail === undefined) return groups(head)
  const [left, right] = [groups(head), groups(tail)]
  return [...left, ...Array<number>(16 - left.length - right.length).fill(0), ...right]
}

function refused(proxy: URL, what: string, remedy: string): TransportError {
  return new TransportError('proxy', 'nothing', `The proxy ${proxy.host} ${what}.`, remedy === '' ? {} : { remedy })
}
