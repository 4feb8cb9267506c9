import { connect } from 'node:net'
import type { AzureReader, ProbeReading } from '../../ports/azure.ts'
import { OwnAddressError } from '../dns/own-addresses.ts'

const timeoutMs = 5_000

/**
 * The first message of every client (MS-TDS 2.2.6.5, PRELOGIN): a version, and that encryption can be had. It signs nobody in,
 * and names no database. A header of eight bytes (2.2.3.1), two options by their place and length, and their values.
 */
const preLogin = Buffer.from('1201001a00000100 00000b0006 0100110001 ff 000000000000 00'.replaceAll(' ', ''), 'hex')

/** Type of what a server sends, in the first byte. */
const tabularResult = 0x04

/**
 * Asks whether somebody at an address speaks as Azure SQL does. That a connection is taken says nothing: a load balancer
 * takes it with nobody behind it.
 */
export function createSqlProbe(addressOf: (host: string) => Promise<string>): AzureReader['probeSql'] {
  return async (host, port, abort) => {
    abort.throwIfAborted()
    const address = await addressOf(host).catch((error: unknown) =>
      error instanceof OwnAddressError ? error : undefined
    )
    abort.throwIfAborted()
    if (address instanceof OwnAddressError) return { isWell: null, text: address.message }
    if (address === undefined) return { isWell: false, text: `is not known to DNS as ${host}` }
    const reading = await asks(address, port, abort)
    abort.throwIfAborted()
    return reading
  }
}

function asks(address: string, port: number, abort: AbortSignal): Promise<ProbeReading> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, signal: abort }, () => socket.write(preLogin))
    const end = (isWell: boolean, text: string): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve({ isWell, text })
    }
    const timer = setTimeout(() => end(false, `gives no answer within ${timeoutMs / 1_000} s`), timeoutMs)
    socket.once('data', ([type]) =>
      type === tabularResult ? end(true, 'answers') : end(false, 'answers, and not as Azure SQL does')
    )
    socket.once('end', () => end(false, 'closes connections'))
    socket.once('error', (error) => {
      const code = 'code' in error && typeof error.code === 'string' ? error.code : error.message
      end(false, code === 'ECONNREFUSED' ? 'takes no connections' : `cannot be reached (${code})`)
    })
  })
}
