import type { Exchange } from '../exchange.ts'
import { createClock } from '../../lib/clock.ts'
import type { AzureCloud, AzureReader, ProfileName } from '../../ports/azure.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Writer } from '../../ports/writer.ts'
import { systemAuthorities } from '../http/system-authorities.ts'
import { createQuietAnswers } from '../quiet-answers.ts'
import { createAccessReader } from './access-reader.ts'
import { createAccountReader } from './account-reader.ts'
import { createArmGet } from './arm-get.ts'
import { createArmReader } from './arm-reader.ts'
import { createArmWriter } from './arm-writer.ts'
import type { AzureIdentity } from './azure-identity.ts'
import { clouds, type CloudEndpoints } from './clouds.ts'
import { createDatabaseProbes } from './database-probes.ts'
import { createNameServers, type NameServers } from '../dns/name-servers.ts'
import { createOperationReader, isResourceManager } from './operation-reader.ts'
import { createPostgresReader } from './postgres-reader.ts'
import { createProbe } from './probe.ts'
import { createRequestBuilder } from './request-builder.ts'
import { loadSdk } from './sdk.ts'
import { createSignIn } from './sign-in.ts'
import { createSqlReader } from './sql-reader.ts'
import { createSubscriptionReader, seenToken } from './subscription-reader.ts'
import { createAzureTransport } from './transport.ts'
import { wholeList } from './whole-list.ts'

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

/** A token that is refused again and again is no reason to ask for new ones all the time. */
const renewAtMostEveryMs = 10_000

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
  const { access, env } = options
  const { proof, cloud, profile, drill } = access
  const endpoints = drill?.endpoints ?? clouds[cloud]
  const [sdk, authorities] = await Promise.all([loadSdk(), drill ? [drill.ca] : systemAuthorities(env)])
  const ending = new AbortController()
  const quiet = createQuietAnswers([profile.profile, profile.group, options.environmentName])
  const tell = (value: string): void => {
    quiet.add(value)
    options.onSecret?.(value)
  }
  if (proof.way === 'secret') tell(proof.secret)
  const transport = createAzureTransport({
    sdk,
    isSpokenTo: (url) =>
      url.origin === new URL(endpoints.authorityHost).origin || isResourceManager(url, endpoints.resourceManager),
    authorities: { ofServer: authorities, namedBy: 'system', ofProxy: () => systemAuthorities(env) },
    env,
    userAgent: `backout/${options.version}`,
    onSecret: tell,
    abort: ending.signal
  })
  const token = seenToken(access.hears)
  const identity = { ...access, hears: token.hears }
  const signIn = (isFresh: boolean): InstanceType<typeof sdk.TrafficManagerManagementClient> =>
    new sdk.TrafficManagerManagementClient(
      createSignIn({ identity, endpoints, transport, env, onSecret: tell, isFresh }),
      profile.subscription,
      {
        endpoint: endpoints.resourceManager,
        credentialScopes: [`${endpoints.resourceManager}/.default`],
        httpClient: transport.client,
        // What is tried again, and when, is for those to say who approved it.
        retryOptions: { maxRetries: 0 }
      }
    )
  let signedIn = signIn(false)
  let renewedMs = -Infinity
  const arm = (): typeof signedIn => signedIn
  /** The SDK keeps a token as long as it is good by the clock: a new one is had from a credential that has none. */
  const renew = (): boolean => {
    if (performance.now() - renewedMs < renewAtMostEveryMs) return false
    renewedMs = performance.now()
    signedIn = signIn(true)
    return true
  }
  const clock = options.clock ?? createClock(null)
  const names = createNameServers({ given: drill?.names ?? null, fronts: access.fronts ?? [] })
  const endpoint = endpoints.resourceManager
  const get = wholeList(createArmGet({ sdk, arm, renew, transport }), endpoint)
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
