import type { Socket } from 'node:net'
import { connect, createServer } from 'node:net'

/** A TCP door in front of the API server, so that connections can be cut as a network would cut them. */
export interface FrontDoor {
  readonly port: number
  /** Resets every connection that is open now. */
  drop(): void
  close(): void
}

/** Passes bytes between 127.0.0.1:free port and the target port; TLS goes through untouched. */
export async function openFrontDoor(targetPort: number): Promise<FrontDoor> {
  const open = new Set<Socket>()
  const keep = (socket: Socket): void => {
    open.add(socket)
    socket.setNoDelay(true)
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => socket.destroy())
  }
  const server = createServer({ noDelay: true }, (outer) => {
    const inner = connect(targetPort, '127.0.0.1')
    keep(outer)
    keep(inner)
    outer.pipe(inner)
    inner.pipe(outer)
    outer.on('close', () => inner.destroy())
    inner.on('close', () => outer.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    drop() {
      for (const socket of open) socket.destroy()
    },
    close() {
      server.close()
      for (const socket of open) socket.destroy()
    }
  }
}
