import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { connect } from 'node:net'
import { gatherBytes } from '../../lib/gathered-bytes.ts'
import { DnsMessageError, loadWire, mostMessageBytes, questionBytes, readReply } from './dns-message.ts'
import type { DnsQuestion, DnsReply } from './dns-message.ts'
import { serverAddress, type ServerAddress } from './server-address.ts'

export interface AskOptions {
  /** It is to find out what it does not know itself. */
  readonly recurse: boolean
  /** For all of it, real milliseconds. */
  readonly withinMs: number
  readonly abort: AbortSignal
}

/** A datagram may be lost: it is sent anew after each part of the time that there is. */
const mostSent = 3
/** What is no answer to us may be somebody's guess; of more than so many of them the question is given up. */
const mostStrangers = 32

/**
 * Asks one name server one question: over UDP from a port that the system draws, with an id that is drawn, and over TCP when
 * the answer does not fit. A server that does not know EDNS (RFC 6891) is asked without it.
 * @throws Error with a `code`: `ETIMEDOUT` when nothing came in time, that of the socket, or `EBADRESP` for an answer that
 * is none; the abort reason.
 */
export async function askServer(server: string, question: DnsQuestion, options: AskOptions): Promise<DnsReply> {
  const { withinMs, abort } = options
  abort.throwIfAborted()
  const address = serverAddress(server)
  if (!address) throw codedError('EADDRNOTAVAIL', `${server} is no address`)
  const wire = await loadWire()
  const untilMs = performance.now() + withinMs
  const ask = async (edns: boolean): Promise<DnsReply> => {
    const id = randomInt(0x1_0000)
    const bytes = questionBytes(wire, question, { id, recurse: options.recurse, edns })
    const read = (answer: Buffer): DnsReply => readReply(wire, answer, id, question)
    const told = await overUdp(address, bytes, read, untilMs, abort)
    return told.isTruncated ? overTcp(address, bytes, read, untilMs, abort) : told
  }
  const told = await ask(true)
  return ['FORMERR', 'NOTIMP', 'BADVERS'].includes(told.rcode) ? ask(false) : told
}

type Read = (answer: Buffer) => DnsReply

async function overUdp(
  { host, port, family }: ServerAddress,
  bytes: Buffer,
  read: Read,
  untilMs: number,
  abort: AbortSignal
): Promise<DnsReply> {
  abort.throwIfAborted()
  return new Promise((resolve, reject) => {
    const socket = createSocket(family === 4 ? 'udp4' : 'udp6')
    const startMs = performance.now()
    let sent = 0
    let strangers = 0
    let timer: NodeJS.Timeout | undefined
    let isOver = false
    const end = (settle: () => void): void => {
      if (isOver) return
      isOver = true
      clearTimeout(timer)
      abort.removeEventListener('abort', onAbort)
      socket.close()
      settle()
    }
    const onAbort = (): void => end(() => reject(abort.reason as Error))
    const send = (): void => {
      if (isOver) return
      const leftMs = untilMs - performance.now()
      if (leftMs <= 0) return end(() => reject(silent()))
      if (sent < mostSent) {
        sent += 1
        socket.send(bytes)
      }
      timer = setTimeout(send, Math.max(1, Math.min(leftMs, (untilMs - startMs) / mostSent)))
    }
    socket.on('error', (error) => end(() => reject(error)))
    // Connected, the system takes datagrams of nobody but the one who was asked.
    socket.on('message', (answer) => {
      try {
        const told = read(answer)
        end(() => resolve(told))
      } catch (error) {
        strangers += 1
        if (strangers > mostStrangers) end(() => reject(unreadable(error)))
        else if (answer.length >= 2 && answer.readUInt16BE(0) === bytes.readUInt16BE(0))
          end(() => reject(unreadable(error)))
      }
    })
    abort.addEventListener('abort', onAbort, { once: true })
    socket.connect(port, host, (error?: Error | null) => (error ? end(() => reject(error)) : send()))
  })
}

/** One answer, with its length in front of it (RFC 1035, section 4.2.2). */
function overTcp(
  { host, port }: ServerAddress,
  bytes: Buffer,
  read: Read,
  untilMs: number,
  abort: AbortSignal
): Promise<DnsReply> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, signal: abort })
    const timer = setTimeout(() => end(() => reject(silent())), Math.max(1, untilMs - performance.now()))
    const gathered = gatherBytes(mostMessageBytes + 2)
    const end = (settle: () => void): void => {
      clearTimeout(timer)
      socket.destroy()
      settle()
    }
    socket.once('connect', () => {
      const length = Buffer.alloc(2)
      length.writeUInt16BE(bytes.length)
      socket.write(Buffer.concat([length, bytes]))
    })
    socket.on('data', (part: Buffer) => {
      if (gathered.add(part) !== null) return end(() => reject(codedError('EBADRESP', 'its answer is too long')))
      const came = gathered.whole()
      const length = came.length < 2 ? 0 : came.readUInt16BE(0)
      if (length > mostMessageBytes) return end(() => reject(codedError('EBADRESP', 'its answer is too long')))
      if (came.length < 2 || came.length < length + 2) return undefined
      try {
        const told = read(came.subarray(2, length + 2))
        return end(() => resolve(told))
      } catch (error) {
        return end(() => reject(unreadable(error)))
      }
    })
    socket.once('error', (error) => end(() => reject(abort.aborted ? (abort.reason as Error) : error)))
    socket.once('close', () => end(() => reject(codedError('ECONNRESET', 'it closed the connection'))))
  })
}

function silent(): Error {
  return codedError('ETIMEDOUT', 'it does not answer')
}

function unreadable(error: unknown): Error {
  if (!(error instanceof DnsMessageError)) return error instanceof Error ? error : new Error(String(error))
  return codedError('EBADRESP', error.message)
}

function codedError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
}
