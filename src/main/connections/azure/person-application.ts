import type { Configuration, ICachePlugin, PublicClientApplication } from '@azure/msal-node'
import type { TokenCacheStore } from './azure-identity.ts'
import type { CloudEndpoints } from './clouds.ts'
import { createMsalNetwork, type MsalNetworkOptions } from './msal-network.ts'
import { loadMsal, loadPipeline, type Msal } from './sdk.ts'

export interface PersonApplicationOptions extends Omit<MsalNetworkOptions, 'pipeline'> {
  readonly tenant: string
  readonly client: string
  readonly endpoints: CloudEndpoints
  readonly cache: TokenCacheStore
}

/** Through which a person signs in to one tenant; its tokens are kept where `cache` says, and nowhere else. */
export async function personApplication(
  options: PersonApplicationOptions
): Promise<{ readonly application: PublicClientApplication; readonly msal: Msal }> {
  const { tenant, client, endpoints, cache } = options
  const [msal, pipeline] = await Promise.all([loadMsal(), loadPipeline()])
  const configuration: Configuration = {
    auth: {
      clientId: client,
      authority: `${endpoints.authorityHost}/${tenant}`,
      // It would ask the public cloud whether it knows the authority.
      knownAuthorities: [new URL(endpoints.authorityHost).host],
      // Asks for tokens that can be challenged (Microsoft Learn, claims challenges).
      clientCapabilities: ['cp1']
    },
    cache: { cachePlugin: cachePlugin(cache) },
    system: { networkClient: createMsalNetwork({ ...options, pipeline }), disableInternalRetries: true }
  }
  return { application: new msal.PublicClientApplication(configuration), msal }
}

function cachePlugin(cache: TokenCacheStore): ICachePlugin {
  return {
    async beforeCacheAccess({ tokenCache }) {
      const text = await cache.read()
      if (text !== null) tokenCache.deserialize(text)
    },
    async afterCacheAccess({ cacheHasChanged, tokenCache }) {
      if (cacheHasChanged) await cache.write(tokenCache.serialize())
    }
  }
}
