import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AzureReferee } from '../azure/referee.ts'
import type { FaultBoard } from './faults.ts'

/** What the control port shows. */
export interface ControlPorts {
  readonly report: () => unknown
  readonly truth: () => unknown
  readonly faults: FaultBoard
  /** Cuts every connection to the API server, watches included. */
  readonly dropConnections: () => void
  /** Where there is an Azure: what happened there, and what somebody else may do to it. */
  readonly azure: AzureReferee | undefined
}

export interface ControlServer {
  /** `http://127.0.0.1:PORT/SECRET`. */
  readonly url: string
  close(): void
}

const mostBytes = 65_536

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const chunk of request) {
    text += String(chunk)
    if (text.length > mostBytes) throw new Error('the body is too long')
  }
  return JSON.parse(text === '' ? '{}' : text)
}

/**
 * The referee's port: plain HTTP on loopback under a path that cannot be guessed and that no kubeconfig contains.
 * `GET report`, `GET truth`, `GET|POST|DELETE fault`, `GET|POST azure`, `POST drop`.
 */
export async function startControlServer(ports: ControlPorts): Promise<ControlServer> {
  const secret = randomBytes(24).toString('base64url')
  const answer = (response: ServerResponse, status: number, value: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(`${JSON.stringify(value)}\n`)
  }

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const route = `${request.method} ${request.url ?? ''}`
    try {
      switch (route) {
        case `GET /${secret}/report`:
          return answer(response, 200, ports.report())
        case `GET /${secret}/truth`:
          return answer(response, 200, ports.truth())
        case `GET /${secret}/fault`:
          return answer(response, 200, ports.faults.pending())
        case `POST /${secret}/fault`:
          ports.faults.add(await bodyOf(request))
          return answer(response, 201, ports.faults.pending())
        case `DELETE /${secret}/fault`:
          ports.faults.clear()
          return answer(response, 200, [])
        case `GET /${secret}/azure`:
          return answer(response, ports.azure === undefined ? 404 : 200, ports.azure?.report() ?? {})
        case `POST /${secret}/azure`:
          ports.azure?.order(await bodyOf(request))
          return answer(response, ports.azure === undefined ? 404 : 200, {})
        case `POST /${secret}/drop`:
          ports.dropConnections()
          return answer(response, 200, {})
        default:
          return answer(response, 404, { error: 'not found' })
      }
    } catch (error) {
      answer(response, 400, { error: error instanceof Error ? error.message : String(error) })
    }
  }

  const server = createServer((request, response) => void handle(request, response))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/${secret}`,
    close() {
      server.close()
      server.closeAllConnections()
    }
  }
}
