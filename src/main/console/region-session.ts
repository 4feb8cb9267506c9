import { createAzureConnection, type AzureConnection, type AzureConnectionOptions } from '../connections/index.ts'
import type { ObservedRegion } from '../ports/azure.ts'
import type { Clock } from '../ports/clock.ts'
import { watchRegion } from '../status/index.ts'

/** What leads users to an environment, followed while that is open. */
export interface RegionSession {
  readonly connection: AzureConnection
  region(): ObservedRegion
  /** Called at each reading until `abort`. */
  subscribe(listener: () => void, abort: AbortSignal): void
}

/** Loads Azure's SDKs and begins to read. */
export async function openRegion(
  options: AzureConnectionOptions & { readonly clock: Clock; readonly abort: AbortSignal }
): Promise<RegionSession> {
  const { clock, abort } = options
  const connection = await createAzureConnection(options)
  const listeners = new Set<() => void>()
  let region = watchRegion({ azure: connection.reader, clock, abort }, (seen) => {
    region = seen
    for (const tell of listeners) tell()
  })
  abort.addEventListener('abort', () => connection.close(), { once: true })
  return {
    connection,
    region: () => region,
    subscribe(listener, until) {
      listeners.add(listener)
      until.addEventListener('abort', () => listeners.delete(listener), { once: true })
    }
  }
}
