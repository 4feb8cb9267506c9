import { once } from 'node:events'
import { createServer, type AddressInfo, type Server } from 'node:net'

/** A server of a database that answers the first message of a client so, where `answers` says so. */
export async function openDoor(
  answer: Buffer,
  answers: () => boolean
): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => (answers() ? socket.end(answer) : socket.destroy()))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, port: (server.address() as AddressInfo).port }
}
