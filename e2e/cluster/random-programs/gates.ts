import { createServer } from 'node:http'
import { addressOf } from '../listening.mjs'
import type { GatePath } from './program.ts'

/** Gates on loopback that a Canary asks as it would ask Flagger's load tester (fluxcd/flagger pkg/loadtester/server.go). */
export interface Gates {
  readonly address: string
  turn(path: GatePath): void
  close(): void
}

export async function startGates(isGateOpen: boolean): Promise<Gates> {
  const open = new Set(isGateOpen ? ['gate'] : [])
  const server = createServer((request, response) => {
    const [, kind = ''] = (request.url ?? '').split('/')
    request.resume()
    response.writeHead(open.has(kind) ? 200 : 403).end(open.has(kind) ? 'Approved' : 'Forbidden')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: addressOf(server),
    turn(path) {
      const [, kind = '', verb] = path.split('/')
      if (verb === 'open') open.add(kind)
      else open.delete(kind)
    },
    close() {
      server.close()
      server.closeAllConnections()
    }
  }
}
