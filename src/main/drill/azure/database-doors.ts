import { once } from 'node:events'
import type { AddressInfo, Server } from 'node:net'
import { createServer } from 'node:net'
import type { RegionState } from './regions.ts'

/** First byte of what a server of SQL sends (MS-TDS 2.2.3.1.1: tabular result), with a header and nothing in it. */
export const tabularResult = Buffer.from([0x04, 0x01, 0x00, 0x08, 0x00, 0x00, 0x01, 0x00])

/** What a server of PostgreSQL answers to who asks for encryption that it has (PostgreSQL, Message Flow: SSL Session Encryption). */
export const sslIsHad = Buffer.from('S')

/** Servers of a database, in several regions. */
export interface GuardedServers {
  readonly plan: { readonly servers: readonly { readonly name: string }[] }
  readonly stateOf: (server: string) => RegionState
  readonly ports: Map<string, number>
}

/** Doors of the servers, one each, which answer the first message of a client. */
export interface DatabaseDoors {
  close(): void
}

/**
 * Opens them and says at which ports. A region that does not serve takes the connection and says nothing, as a load balancer with
 * nobody behind it.
 */
export async function openDatabaseDoors(
  servers: GuardedServers | undefined,
  answer: Buffer,
  catchUp: () => void
): Promise<DatabaseDoors> {
  const doors: Server[] = []
  for (const { name } of servers?.plan.servers ?? []) {
    const door = createServer((socket) => {
      socket.on('error', () => socket.destroy())
      socket.once('data', () => {
        catchUp()
        if (servers?.stateOf(name) === 'serves') socket.end(answer)
      })
    })
    door.listen(0, '127.0.0.1')
    await once(door, 'listening')
    servers?.ports.set(name, (door.address() as AddressInfo).port)
    doors.push(door)
  }
  return {
    close() {
      for (const door of doors) door.close()
    }
  }
}
