import { systemAuthorities } from '../http/system-authorities.ts'
import { createArmGet } from './arm-get.ts'
import type { AzureIdentity } from './azure-identity.ts'
import type { CloudEndpoints } from './clouds.ts'
import { isResourceManager } from './operation-reader.ts'
import { loadSdk } from './sdk.ts'
import { createSignIn } from './sign-in.ts'
import { createAzureTransport } from './transport.ts'
import { wholeList } from './whole-list.ts'

export interface ResourceManagerOptions {
  readonly identity: AzureIdentity
  readonly endpoints: CloudEndpoints
  /** PEM, of our own drill; left out everywhere else. */
  readonly ca?: string
  /** Id of the one that the SDK is about; empty for none. */
  readonly subscription: string
  readonly version: string
  /** Read for the proxy variables and the authorities of this computer. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly onSecret: (secret: string) => void
  /** Ends it. */
  readonly abort: AbortSignal
}

/** A token that is refused again and again is no reason to ask for new ones all the time. */
const renewAtMostEveryMs = 10_000

/** Loads Azure's SDKs, puts our own network under them, and signs in when something is asked. */
export async function openResourceManager(options: ResourceManagerOptions) {
  const { identity, endpoints, ca, subscription, env, onSecret, abort } = options
  const endpoint = endpoints.resourceManager
  const [sdk, authorities] = await Promise.all([loadSdk(), ca === undefined ? systemAuthorities(env) : [ca]])
  if (identity.proof.way === 'secret') onSecret(identity.proof.secret)
  const transport = createAzureTransport({
    sdk,
    isSpokenTo: (url) => url.origin === new URL(endpoints.authorityHost).origin || isResourceManager(url, endpoint),
    authorities: { ofServer: authorities, namedBy: 'system', ofProxy: () => systemAuthorities(env) },
    env,
    userAgent: `backout/${options.version}`,
    onSecret,
    abort
  })
  const signIn = (isFresh: boolean): InstanceType<typeof sdk.TrafficManagerManagementClient> =>
    new sdk.TrafficManagerManagementClient(
      createSignIn({ identity, endpoints, transport, env, onSecret, isFresh }),
      subscription,
      {
        endpoint,
        credentialScopes: [`${endpoint}/.default`],
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
  return { sdk, transport, arm, renew, get: wholeList(createArmGet({ sdk, arm, renew, transport }), endpoint) }
}
