import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Socket } from 'node:net'
import { explainSocketError } from './explain-socket-error.ts'
import { onEndlessInterim } from './interim-answers.ts'
import { TransportError } from './transport-error.ts'

/** Opens a raw connection to `host:port` through an HTTP proxy by CONNECT; `authorities` as in `openTunnel`. */
export async function openConnectTunnel(
  proxy: URL,
  host: string,
  port: number,
  abort: AbortSignal,
  authorities: () => Promise<readonly string[]>
): Promise<Socket> {
  const trust = proxy.protocol === 'https:' ? { ca: [...(await authorities())], allowPartialTrustChain: true } : {}
  return new Promise((resolve, reject) => {
    const authority = `${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`
    const account = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`
    const makeRequest = proxy.protocol === 'https:' ? httpsRequest : httpRequest
    const request = makeRequest({
      host: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port === '' ? (proxy.protocol === 'https:' ? 443 : 80) : Number(proxy.port),
      method: 'CONNECT',
      path: authority,
      agent: false,
      signal: abort,
      ...trust,
      headers: {
        host: authority,
        ...(account === ':' ? {} : { 'proxy-authorization': `Basic ${Buffer.from(account).toString('base64')}` })
      }
    })
    const refuse = (status: number): void => {
      const message = `The proxy ${proxy.host} refused the connection with status ${status}.`
      const remedy =
        status === 407 ? 'Put the user name and password of the proxy into its URL.' : 'Check the proxy settings.'
      reject(new TransportError('proxy', 'nothing', message, { remedy }))
    }
    onEndlessInterim(request, () => {
      request.destroy()
      reject(
        new TransportError('proxy', 'nothing', `The proxy ${proxy.host} sends nothing but interim answers (HTTP 1xx).`)
      )
    })
    request.once('connect', (response, socket, head) => {
      if (response.statusCode !== 200 || head.length > 0) {
        socket.destroy()
        refuse(response.statusCode ?? 0)
      } else resolve(socket)
    })
    request.once('response', (response) => {
      response.destroy()
      refuse(response.statusCode ?? 0)
    })
    request.once('error', (error) => reject(explainSocketError(error, `proxy ${proxy.host}`, 'nothing')))
    request.end()
  })
}
