import { isDeepStrictEqual } from 'node:util'
import { asFailure } from '../../contract/index.ts'
import {
  createAzureConnection,
  type AzureAccess,
  type AzureConnection,
  type AzureConnectionOptions
} from '../connections/index.ts'
import type { DataHint, ObservedRegion } from '../ports/azure.ts'
import type { Clock } from '../ports/clock.ts'
import type { GroupHint } from '../ports/failover-group.ts'
import type { PostgresHint } from '../ports/postgres-pair.ts'
import { watchRegion } from '../status/index.ts'
import { createEndpointStates, type EndpointStates } from './endpoint-states.ts'

export interface RegionSessionOptions extends Omit<AzureConnectionOptions, 'access' | 'clock'> {
  readonly clock: Clock
  /** Ends with the environment. */
  readonly abort: AbortSignal
}

/** What leads users to an environment, followed while that is open. */
export interface RegionSession {
  /** Since when each endpoint is as it was read last. */
  readonly endpoints: Pick<EndpointStates, 'since'>
  /** Undefined where nobody has said what it is. */
  readonly seen: () => ObservedRegion | undefined
  /** Null while nobody is signed in. */
  readonly connection: () => AzureConnection | null
  /**
   * Signs in by what `access` says, in place of what there was; null for nobody. Azure's SDKs are loaded here, and only
   * where there is something to sign in to. Never throws: what went wrong is seen.
   */
  open(access: () => Promise<AzureAccess | null>): Promise<void>
  /** Says which data the opened service writes to, as far as that is known. */
  about(hints: RegionHints): void
  /** Called at each reading until `abort`. */
  subscribe(listener: () => void, abort: AbortSignal): void
}

/** What is known of each kind of data that the opened service writes to. */
export interface RegionHints {
  readonly account: DataHint
  readonly group: GroupHint
  readonly postgres: PostgresHint
}

const nothing: DataHint & GroupHint & PostgresHint = { chosen: null, named: [] }

export function createRegionSession(options: RegionSessionOptions): RegionSession {
  const { clock, abort } = options
  const listeners = new Set<() => void>()
  const hintListeners = new Set<() => void>()
  let hints: RegionHints = { account: nothing, group: nothing, postgres: nothing }
  let closing = new AbortController()
  let connection: AzureConnection | null = null
  let seen: ObservedRegion | undefined
  const endpoints = createEndpointStates()

  function show(region: ObservedRegion | undefined): void {
    seen = region
    endpoints.see(region)
    for (const tell of listeners) tell()
  }

  function leave(): void {
    closing.abort()
    connection?.close()
    connection = null
  }

  const data = {
    hint: () => hints.account,
    group: () => hints.group,
    postgres: () => hints.postgres,
    onChange(listener: () => void, until: AbortSignal): void {
      hintListeners.add(listener)
      until.addEventListener('abort', () => hintListeners.delete(listener), { once: true })
    }
  }

  async function open(access: () => Promise<AzureAccess | null>): Promise<void> {
    leave()
    closing = new AbortController()
    const mine = closing.signal
    try {
      const known = await access()
      if (mine.aborted || !known) return show(undefined)
      const opened = await createAzureConnection({ ...options, access: known })
      if (mine.aborted) return opened.close()
      connection = opened
      show(watchRegion({ azure: opened.reader, clock, abort: mine, data }, show))
    } catch (error) {
      if (!mine.aborted) show({ state: 'unreachable', failure: asFailure(error), sinceAt: clock.now().toISOString() })
    }
  }

  abort.addEventListener('abort', leave, { once: true })
  return {
    endpoints,
    seen: () => seen,
    connection: () => connection,
    open,
    about(next) {
      if (isDeepStrictEqual(next, hints)) return
      // The same object stands for the same word.
      const kept = <T>(was: T, is: T): T => (isDeepStrictEqual(was, is) ? was : is)
      hints = {
        account: kept(hints.account, next.account),
        group: kept(hints.group, next.group),
        postgres: kept(hints.postgres, next.postgres)
      }
      for (const tell of hintListeners) tell()
    },
    subscribe(listener, until) {
      listeners.add(listener)
      until.addEventListener('abort', () => listeners.delete(listener), { once: true })
    }
  }
}
