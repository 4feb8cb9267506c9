import type { Exchange } from '../exchange.ts'
import { createClock } from '../../lib/clock.ts'
import type { AzureCloud, AzureReader, ProfileName } from '../../ports/azure.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Writer } from '../../ports/writer.ts'
import { createQuietAnswers } from '../quiet-answers.ts'
import { createAccessReader } from './access-reader.ts'
import { createAccountReader } from './account-reader.ts'
import { createArmReader } from './arm-reader.ts'
import { createArmWriter } from './arm-writer.ts'
import type { AzureIdentity } from './azure-identity.ts'
import { clouds, type CloudEndpoints } from './clouds.ts'
import { createDatabaseProbes } from './database-probes.ts'
import { createNameServers, type NameServers } from '../dns/name-servers.ts'
import { createOperationReader } from './operation-reader.ts'
import { createPostgresReader } from './postgres-reader.ts'
import { createProbe } from './probe.ts'
import { createRequestBuilder } from './request-builder.ts'
import { openResourceManager } from './resource-manager.ts'
import { createSqlReader } from './sql-reader.ts'
import { createSubscriptionReader, seenToken } from './subscription-reader.ts'

/** Who signs in, and what is looked after. What it signs in with comes with it. */
export interface AzureAccess extends AzureIdentity {
  readonly cloud: AzureCloud
  readonly profile: ProfileName
  /** Names that users type, in front of the profile's own; left out for none. */
  readonly fronts?: readonly string[]
  /** Our own drill has endpoints, an authority and name servers of its own; left out everywhere else. */
  readonly drill?: {
    readonly endpoints: CloudEndpoints
    /** PEM. */
    readonly ca: string
    readonly names: NameServers
  }
}

export interface AzureConnectionOptions {
  readonly access: AzureAccess
  readonly environmentName: string
  readonly version: string
  /** Read for the proxy variables and the authorities of this computer. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock?: Clock
  readonly onExchange?: (exchange: Exchange) => void
  readonly onSecret?: (secret: string) => void
}

/** Azure, opened. Nothing is sent before something is asked. */
export interface AzureConnection {
  readonly reader: AzureReader
  readonly writer: Writer
  /** The computer woke up. */
  dropSockets(): void
  close(): void
}

/** Loads Azure's SDKs and puts our own network under them. */
export async function createAzureConnection(options: AzureConnectionOptions): Promise<AzureConnection> {
  const { access } = options
  const { cloud, profile, drill } = access
  const endpoints = drill?.endpoints ?? clouds[cloud]
  const ending = new AbortController()
  const quiet = createQuietAnswers([profile.profile, profile.group, options.environmentName])
  const tell = (value: string): void => {
    quiet.add(value)
    options.onSecret?.(value)
  }
  const token = seenToken(access.hears)
  const { sdk, transport, arm, renew, get } = await openResourceManager({
    identity: { ...access, hears: token.hears },
    endpoints,
    ...(drill ? { ca: drill.ca } : {}),
    subscription: profile.subscription,
    version: options.version,
    env: options.env,
    onSecret: tell,
    abort: ending.signal
  })
  const clock = options.clock ?? createClock(null)
  const names = createNameServers({ given: drill?.names ?? null, fronts: access.fronts ?? [] })
  const endpoint = endpoints.resourceManager
  const onExchange = options.onExchange ?? (() => undefined)
  const reader: AzureReader = {
    cloud,
    profile,
    readProfile: createArmReader({ arm, renew, quiet, clock, onExchange }),
    readAccounts: createAccountReader({ get, quiet, clock, onExchange, endpoint }),
    ...createSqlReader({ get, quiet, clock, onExchange, endpoint }),
    ...createPostgresReader({ get, quiet, clock, onExchange, endpoint }),
    readOperation: createOperationReader(get, quiet, { endpoint, subscription: profile.subscription }),
    readAccess: createAccessReader(get, quiet, endpoint),
    readSubscription: createSubscriptionReader({
      get,
      quiet,
      endpoint,
      subscription: profile.subscription,
      token,
      renew
    }),
    endpointRequest: createRequestBuilder(sdk, profile.subscription, endpoints.resourceManager),
    probe: createProbe(names.addressOf),
    ...createDatabaseProbes(names.addressOf),
    resolve: names.resolve,
    leadsTo: names.leadsTo
  }
  return {
    reader,
    writer: createArmWriter({ sdk, arm, transport, quiet, endpoint: endpoints.resourceManager }),
    dropSockets: () => transport.dropSockets(),
    close: () => ending.abort()
  }
}
