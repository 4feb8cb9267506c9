import { createServer } from 'node:http'
import { addressOf } from '../listening.mjs'

/**
 * A webhook on loopback that a Canary can ask. As a rollback gate it answers like fluxcd/flagger's load tester
 * (pkg/loadtester/server.go): 200 open, 403 closed.
 *
 * @param {(asked: number) => boolean} [isOpen] by the number of the question, from 0; without it the gate is closed until
 *   it is opened
 */
export async function startGate(isOpen) {
  let opened = false
  let asked = 0
  const server = createServer((_request, response) => {
    const open = isOpen ? isOpen(asked++) : opened
    response.writeHead(open ? 200 : 403).end(open ? 'Approved' : 'Forbidden')
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  return {
    url: `${addressOf(server)}/rollback/check`,
    open: () => void (opened = true),
    close: () => {
      server.close()
      server.closeAllConnections()
    }
  }
}
