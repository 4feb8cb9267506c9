import { once } from 'node:events'
import type { Server } from 'node:net'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import type { FailoverGroup } from './failover-group.ts'

/** First byte of what a server sends (MS-TDS 2.2.3.1.1: tabular result), with a header and nothing in it. */
const tabularResult = Buffer.from([0x04, 0x01, 0x00, 0x08, 0x00, 0x00, 0x01, 0x00])

/** Doors of the servers, one each, which answer the first message of a client. */
export interface SqlDoors {
  close(): void
}

/**
 * Opens them and says in the group at which ports. A region that does not serve takes the connection and says nothing, as a
 * load balancer with nobody behind it.
 */
export async function openSqlDoors(group: FailoverGroup | undefined, catchUp: () => void): Promise<SqlDoors> {
  const servers: Server[] = []
  for (const { name } of group?.plan.servers ?? []) {
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy())
      socket.once('data', () => {
        catchUp()
        if (group?.stateOf(name) === 'serves') socket.end(tabularResult)
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    group?.ports.set(name, (server.address() as AddressInfo).port)
    servers.push(server)
  }
  return {
    close() {
      for (const server of servers) server.close()
    }
  }
}
