import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { connect, isIP } from 'node:net'
import { OwnAddressError } from '../dns/own-addresses.ts'
import type { AzureReader, ProbeReading, ProbeSettings } from '../../ports/azure.ts'
import { onEndlessInterim } from '../http/interim-answers.ts'

/**
 * Probes an endpoint as Traffic Manager does (Microsoft Learn, Traffic Manager endpoint monitoring): one GET of the path, or
 * one connection, that has to be answered in time with an expected status, 200 where none is named. As Traffic Manager we
 * do not check the certificate, since what counts is whether it answers; unless headers of the profile go along, which may be
 * secret. No redirect is followed.
 */
export function createProbe(addressOf: (host: string) => Promise<string>): AzureReader['probe'] {
  return async (target, settings, abort) => {
    abort.throwIfAborted()
    if (target === '') return { isWell: null, text: 'it has no address of its own to probe' }
    const address = await addressOf(target).catch((error: unknown) =>
      error instanceof OwnAddressError ? error : undefined
    )
    abort.throwIfAborted()
    if (address instanceof OwnAddressError) return { isWell: null, text: address.message }
    if (address === undefined) return { isWell: false, text: `${target} is not known to DNS` }
    const reading = await (settings.protocol === 'TCP'
      ? connects(address, settings, abort)
      : answers(target, address, settings, abort))
    abort.throwIfAborted()
    return reading
  }
}

function connects(address: string, { port, timeoutSeconds }: ProbeSettings, abort: AbortSignal): Promise<ProbeReading> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, signal: abort })
    const end = (reading: ProbeReading): void => {
      socket.destroy()
      resolve(reading)
    }
    socket.setTimeout(timeoutSeconds * 1_000, () => end(silent(timeoutSeconds)))
    socket.once('connect', () => end({ isWell: true, text: `port ${port} takes connections` }))
    socket.once('error', (error) => end({ isWell: false, text: reasonOf(error) }))
  })
}

function answers(target: string, address: string, settings: ProbeSettings, abort: AbortSignal): Promise<ProbeReading> {
  const { protocol, port, path, timeoutSeconds } = settings
  const own = Object.fromEntries(
    settings.headers.filter(({ name }) => name !== '').map(({ name, value }) => [name, value])
  )
  const isSecret = Object.keys(own).some((name) => name.toLowerCase() !== 'host')
  return new Promise((resolve) => {
    const end = (reading: ProbeReading): void => {
      clearTimeout(timer)
      request.destroy()
      resolve(reading)
    }
    const options = { host: address, port, path, method: 'GET', agent: false, signal: abort } as const
    const headers = { host: target, 'user-agent': 'Backout probe', ...own }
    const request =
      protocol === 'HTTPS'
        ? httpsRequest({
            ...options,
            headers,
            servername: isIP(target) === 0 ? target : '',
            rejectUnauthorized: isSecret
          })
        : httpRequest({ ...options, headers })
    const timer = setTimeout(() => end(silent(timeoutSeconds)), timeoutSeconds * 1_000)
    onEndlessInterim(request, () => end({ isWell: false, text: 'nothing but interim answers (HTTP 1xx) comes' }))
    request.once('response', ({ statusCode = 0 }) => {
      const isWell = isExpected(statusCode, settings)
      end({ isWell, text: `answers ${statusCode}${isWell ? '' : `, not ${expectedWords(settings)}`}` })
    })
    request.once('error', (error) => end({ isWell: false, text: reasonOf(error) }))
    request.end()
  })
}

function isExpected(status: number, { expected }: ProbeSettings): boolean {
  return expected.length === 0 ? status === 200 : expected.some(({ min, max }) => status >= min && status <= max)
}

function expectedWords({ expected }: ProbeSettings): string {
  return expected.length === 0
    ? '200'
    : expected.map(({ min, max }) => (min === max ? `${min}` : `${min}-${max}`)).join(', ')
}

function silent(seconds: number): ProbeReading {
  return { isWell: false, text: `no answer within ${seconds} s` }
}

function reasonOf(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.message
  return code === 'ECONNREFUSED'
    ? 'nothing listens there'
    : code === 'ECONNRESET'
      ? 'it resets connections'
      : `it cannot be reached (${code})`
}
