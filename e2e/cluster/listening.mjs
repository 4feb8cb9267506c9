/**
 * Where a server on loopback can be reached.
 *
 * @param {import('node:net').Server} server that listens on a port
 */
export function addressOf(server) {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port')
  return `http://127.0.0.1:${address.port}`
}
