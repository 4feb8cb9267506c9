import type { TokenCredential } from '@azure/identity'
import { applicationTokens } from './application-tokens.ts'
import { azTokens } from './az-tokens.ts'
import type { AzureIdentity } from './azure-identity.ts'
import type { CloudEndpoints } from './clouds.ts'
import { personTokens } from './person-tokens.ts'
import { signInFailure, SignInError } from './sign-in-failure.ts'
import type { TokenSource } from './token-source.ts'
import type { AzureTransport } from './transport.ts'
import { watchedNetwork } from './watched-network.ts'

export interface SignInOptions {
  readonly identity: AzureIdentity
  readonly endpoints: CloudEndpoints
  readonly transport: Pick<AzureTransport, 'client'>
  readonly env: Readonly<Record<string, string | undefined>>
  /** Called with what lets somebody in, before anybody has it; with a token when it is sent. */
  readonly onSecret: (secret: string) => void
  /** A token that was had before is not good enough for the first time. */
  readonly isFresh?: boolean
}

/** What is left of a token's life when another one is had, so that none ends in the middle of a step. */
const renewBeforeMs = 10 * 60_000
const askAgainMs = 60_000
/**
 * Long over. Azure's pipeline keeps a token that is not, and has the next one behind our back; where that fails, nobody
 * catches it (@azure/core-rest-pipeline tokenCycler.js). So it asks us each time, and it is we who keep one.
 */
const neverKept = 0

/**
 * Signs in in the way that an identity has, and asks nobody at the computer for anything: where only a person can go on, it
 * fails, and says so. A token is had anew ten minutes before it ends, or at half of its life where that is short; while the one
 * before is good, it stands in for one that could not be had.
 */
export function createSignIn(options: SignInOptions): TokenCredential {
  const { identity } = options
  const { hears } = identity
  const network = watchedNetwork(options.transport)
  const source = sourceOf(options, network.transport)
  let isFresh = options.isFresh ?? false
  let kept: { readonly token: string; readonly expiresAtMs: number; readonly renewAtMs: number } | undefined
  return {
    async getToken(scopes, asked) {
      const nowMs = Date.now()
      const good = asked?.claims === undefined && kept && kept.expiresAtMs > nowMs ? kept : undefined
      if (good && nowMs < good.renewAtMs) return { token: good.token, expiresOnTimestamp: neverKept }
      try {
        const had = await source({ scopes: [scopes].flat(), options: asked, isFresh: isFresh || kept !== undefined })
        isFresh = false
        const { token, expiresAtMs } = had
        const early = Math.min(renewBeforeMs, (expiresAtMs - Date.now()) / 2)
        // Whoever has it, such as az, may not give another one yet.
        kept = { token, expiresAtMs, renewAtMs: token === kept?.token ? nowMs + askAgainMs : expiresAtMs - early }
        hears?.onToken(had)
        return { token, expiresOnTimestamp: neverKept }
      } catch (error) {
        const failure = signInFailure(error, identity.proof.way, network)
        hears?.onRefused({
          failure: failure.failure,
          wantsPerson: failure instanceof SignInError && failure.wantsPerson,
          ...(asked?.claims === undefined ? {} : { claims: asked.claims })
        })
        if (!good) throw failure
        kept = { ...good, renewAtMs: nowMs + askAgainMs }
        return { token: good.token, expiresOnTimestamp: neverKept }
      }
    }
  }
}

function sourceOf(
  { identity, endpoints, env, onSecret }: SignInOptions,
  transport: Pick<AzureTransport, 'client'>
): TokenSource {
  const { tenant, client, proof } = identity
  switch (proof.way) {
    case 'browser':
    case 'deviceCode':
      return personTokens(proof, { tenant, client, endpoints, transport, onSecret })
    case 'cli':
      return azTokens(tenant, env, proof.approvals)
    default:
      return applicationTokens({ tenant, client }, proof, endpoints, transport)
  }
}
