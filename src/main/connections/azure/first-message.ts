import { connect } from 'node:net'
import type { ProbeReading } from '../../ports/azure.ts'
import { OwnAddressError } from '../dns/own-addresses.ts'

const timeoutMs = 5_000

/** What every client of a database says first, and what is answered to it. Nobody signs in with it. */
export interface FirstMessage {
  readonly sends: Buffer
  /** Whether the first byte of an answer is of somebody who speaks like it. */
  readonly isAnswer: (byte: number | undefined) => boolean
  /** Who speaks like it: `Azure SQL`. */
  readonly speaks: string
}

/**
 * Asks whether somebody at an address speaks as a database does. That a connection is taken says nothing: a load balancer
 * takes it with nobody behind it.
 */
export function createFirstMessageProbe(
  addressOf: (host: string) => Promise<string>,
  message: FirstMessage
): (host: string, port: number, abort: AbortSignal) => Promise<ProbeReading> {
  return async (host, port, abort) => {
    abort.throwIfAborted()
    const address = await addressOf(host).catch((error: unknown) =>
      error instanceof OwnAddressError ? error : undefined
    )
    abort.throwIfAborted()
    if (address instanceof OwnAddressError) return { isWell: null, text: address.message }
    if (address === undefined) return { isWell: false, text: `is not known to DNS as ${host}` }
    const reading = await asks(address, port, message, abort)
    abort.throwIfAborted()
    return reading
  }
}

function asks(
  address: string,
  port: number,
  { sends, isAnswer, speaks }: FirstMessage,
  abort: AbortSignal
): Promise<ProbeReading> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, signal: abort }, () => socket.write(sends))
    const end = (isWell: boolean, text: string): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve({ isWell, text })
    }
    const timer = setTimeout(() => end(false, `gives no answer within ${timeoutMs / 1_000} s`), timeoutMs)
    socket.once('data', ([byte]) =>
      isAnswer(byte) ? end(true, 'answers') : end(false, `answers, and not as ${speaks} does`)
    )
    socket.once('end', () => end(false, 'closes connections'))
    socket.once('error', (error) => {
      const code = 'code' in error && typeof error.code === 'string' ? error.code : error.message
      end(false, code === 'ECONNREFUSED' ? 'takes no connections' : `cannot be reached (${code})`)
    })
  })
}
