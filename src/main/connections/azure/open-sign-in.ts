import { systemAuthorities } from '../http/system-authorities.ts'
import type { AzureIdentity } from './azure-identity.ts'
import type { CloudEndpoints } from './clouds.ts'
import { signInPerson, type PersonSignInOptions, type SignedInPerson } from './person-sign-in.ts'
import { loadPipeline } from './sdk.ts'
import { signInFailure } from './sign-in-failure.ts'
import { createSignIn } from './sign-in.ts'
import type { HadToken } from './token-source.ts'
import { createAzureTransport } from './transport.ts'
import { watchedNetwork } from './watched-network.ts'

export interface OpenSignInOptions {
  readonly endpoints: CloudEndpoints
  /** PEM, of our own drill; left out everywhere else. */
  readonly ca?: string
  readonly version: string
  /** Read for the proxy variables and the authorities of this computer, and run `az` with. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly onSecret: (secret: string) => void
  /** Ends it. */
  readonly abort: AbortSignal
}

/** The sign-in of one cloud, without anything to look after yet. */
export interface AzureSignIn {
  /** Has a token in a way that asks nobody. @throws FailureError */
  prove(identity: AzureIdentity): Promise<HadToken>
  /**
   * Gives tokens of one scope, of somebody who has signed in, each had anew before it ends; asks nobody. `isFresh`: one that was
   * had before is not good enough. What is given throws FailureError.
   */
  tokens(identity: AzureIdentity, scope: string, isFresh: boolean): () => Promise<string>
  /** Has a person sign in. @throws FailureError, or the abort reason */
  person(
    options: Pick<
      PersonSignInOptions,
      'way' | 'tenant' | 'client' | 'cache' | 'claims' | 'who' | 'openBrowser' | 'onWaiting'
    >
  ): Promise<SignedInPerson>
}

/** Loads what it takes to sign in, over our own network. */
export async function openSignIn(options: OpenSignInOptions): Promise<AzureSignIn> {
  const { endpoints, ca, env, onSecret, abort } = options
  const [pipeline, authorities] = await Promise.all([
    loadPipeline(),
    ca === undefined ? systemAuthorities(env) : Promise.resolve([ca])
  ])
  const transport = createAzureTransport({
    sdk: pipeline,
    isSpokenTo: (url) => url.origin === new URL(endpoints.authorityHost).origin,
    authorities: { ofServer: authorities, namedBy: 'system', ofProxy: () => systemAuthorities(env) },
    env,
    userAgent: `backout/${options.version}`,
    onSecret,
    abort
  })
  return {
    async prove(identity) {
      let had: HadToken | undefined
      const hears = { onToken: (told: HadToken) => void (had = told), onRefused: () => undefined }
      const credential = createSignIn({ identity: { ...identity, hears }, endpoints, transport, env, onSecret })
      await credential.getToken(`${endpoints.resourceManager}/.default`)
      if (!had) throw new Error('No token was given.')
      return had
    },
    tokens(identity, scope, isFresh) {
      const credential = createSignIn({ identity, endpoints, transport, env, onSecret, isFresh })
      return async () => {
        const had = await credential.getToken(scope)
        if (!had) throw new Error('No token was given.')
        return had.token
      }
    },
    async person(asked) {
      const network = watchedNetwork(transport)
      try {
        return await signInPerson({ ...asked, endpoints, transport: network.transport, onSecret, abort })
      } catch (error) {
        if (abort.aborted) throw abort.reason
        throw signInFailure(error, asked.way, network)
      }
    }
  }
}
