import { Duplex } from 'node:stream'
import type { RawData, WebSocket } from 'ws'
import { visibleText } from '../../lib/visible-text.ts'
import { TransportError } from '../http/transport-error.ts'

/** Channels of the one port that is asked for (kubernetes/kubelet pkg/cri/streaming/portforward/websocket.go). */
const dataChannel = 0
const errorChannel = 1
const channels = [dataChannel, errorChannel] as const

/** Nothing waits on a connection for longer; servers and load balancers between drop it silently later on. */
const idleMs = 20_000
const mostErrorCharacters = 300
/** The port of each channel may come in pieces and by itself; who sends more of nothing in a row keeps a connection busy for ever. */
const mostWithoutContent = 16
/** Pings, which are answered each, since the last content. Who is there asks every few seconds. */
const mostPings = 500

/**
 * The bytes of one forwarded port over a WebSocket with the subprotocol `v4.channel.k8s.io`: each message begins with the
 * number of its channel, and each channel with its port, two bytes, little-endian. What comes on the channel of errors ends the
 * stream with that text.
 * @param name of what is forwarded to, for failures
 */
export function channelStream(socket: WebSocket, port: number, name: string): Duplex {
  /** What is still to come of the port in front of each channel. */
  const prefixes = new Map<number, Buffer>(channels.map((channel) => [channel, portBytes(port)]))
  let idle: NodeJS.Timeout | undefined
  let withoutContent = 0
  let pings = 0
  const moved = (): void => {
    clearTimeout(idle)
    idle = setTimeout(() => stream.destroy(), idleMs)
    idle.unref()
  }
  const malformed = (what: string): void =>
    void stream.destroy(new TransportError('malformed', 'maybe', `${name}: what came is no port-forward: ${what}`))

  const stream = new Duplex({
    read: () => socket.resume(),
    write(chunk: Buffer, _encoding, done) {
      moved()
      socket.send(Buffer.concat([Buffer.from([dataChannel]), chunk]), (error) => done(error ?? null))
    },
    final(done) {
      socket.close()
      done()
    },
    destroy(error, done) {
      clearTimeout(idle)
      socket.terminate()
      done(error)
    }
  })

  socket.on('message', (data: RawData, isBinary: boolean) => {
    const message = asBuffer(data)
    const [channel] = message
    if (!isBinary || channel === undefined) return malformed('a message without a channel')
    const expected = prefixes.get(channel)
    if (expected === undefined) return malformed(`channel ${channel}`)
    const content = message.subarray(1)
    const prefix = content.subarray(0, expected.length)
    if (!expected.subarray(0, prefix.length).equals(prefix)) return malformed('another port')
    prefixes.set(channel, expected.subarray(prefix.length))
    const rest = content.subarray(prefix.length)
    if (rest.length === 0) {
      withoutContent += 1
      if (withoutContent > mostWithoutContent) malformed('messages without content')
      return
    }
    withoutContent = pings = 0
    moved()
    if (channel === errorChannel) {
      const text = visibleText(rest.toString('utf8'), mostErrorCharacters)
      stream.destroy(new TransportError('unreachable', 'maybe', `${name}: ${text}`))
      return
    }
    if (!stream.push(rest)) socket.pause()
  })
  socket.on('ping', () => {
    pings += 1
    if (pings > mostPings) malformed('pings without content')
  })
  socket.on('close', () => {
    if (!stream.destroyed) stream.push(null)
  })
  socket.on('error', (error) => void stream.destroy(error))
  moved()
  // Node's agent refers to a socket again that it takes from its pool.
  return Object.assign(stream, { ref: () => stream })
}

function portBytes(port: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(port)
  return bytes
}

function asBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)
}
