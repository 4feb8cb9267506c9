import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { FailureError, failureOf } from '../../../contract/index.ts'
import { visibleText } from '../../lib/visible-text.ts'

/** Where a browser comes back to after a sign-in (RFC 8252, section 7.3). */
export interface Loopback {
  /** `http://localhost:PORT`, which Entra takes with any port. */
  readonly redirect: string
  /** The code that came back with our own state. @throws FailureError of the sign-in, or the abort reason. */
  readonly code: Promise<string>
  close(): void
}

/**
 * Listens on this computer alone, for one answer with our own state: everything else is turned away and waited past, so
 * that no page can end a sign-in that it did not begin. It is closed by whoever opened it.
 */
export async function openLoopback(state: string, abort: AbortSignal): Promise<Loopback> {
  let settle: (answer: URLSearchParams) => void = () => undefined
  let giveUp: (reason: unknown) => void = () => undefined
  const answered = new Promise<URLSearchParams>((resolve, reject) => {
    settle = resolve
    giveUp = reject
  })
  const server = createServer((request, response) => {
    const asked = askedOf(request, port)
    if (!asked || asked.get('state') !== state)
      return page(response, 400, 'This is not the sign-in that Backout waits for.')
    page(response, 200, asked.has('code') ? 'Signed in. Go back to Backout.' : 'Not signed in. Backout says why.')
    settle(asked)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const stop = (): void => giveUp(abort.reason)
  if (abort.aborted) stop()
  abort.addEventListener('abort', stop, { once: true })
  const code = answered.then((asked) => {
    const given = asked.get('code')
    if (given !== null) return given
    throw new SignInRefused(`${asked.get('error') ?? 'error'}: ${asked.get('error_description') ?? ''}`)
  })
  // It may be over before anybody waits for it: while the browser is being opened, or because none could be.
  code.catch(() => undefined)
  return {
    redirect: `http://localhost:${port}`,
    code,
    close() {
      abort.removeEventListener('abort', stop)
      giveUp(new FailureError(failureOf('cancelled', 'The sign-in was given up.')))
      server.close()
      server.closeAllConnections()
    }
  }
}

/** What the sign-in page sent the browser back with. */
export class SignInRefused extends Error {
  constructor(told: string) {
    super(visibleText(told, 600))
    this.name = 'SignInRefused'
  }
}

/**
 * Undefined unless a page of this computer was asked for by its own name: another name may lead here as well. What is asked
 * for comes from anybody, and is not read as an address: `//` is none, which would be an error that nobody catches.
 */
function askedOf({ method, headers, url = '' }: IncomingMessage, port: number): URLSearchParams | undefined {
  const isOurs = headers.host === `localhost:${port}` || headers.host === `127.0.0.1:${port}`
  const query = /^\/(?:\?(.*))?$/s.exec(url)
  return isOurs && method === 'GET' && query ? new URLSearchParams(query[1] ?? '') : undefined
}

function page(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    'referrer-policy': 'no-referrer',
    connection: 'close'
  })
  response.end(
    `<!doctype html><title>Backout</title><p style="font:16px system-ui;margin:20vh auto;text-align:center">${text}</p>`
  )
}
