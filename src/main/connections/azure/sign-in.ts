import type { TokenCredential } from '@azure/identity'
import { FailureError } from '../../../contract/index.ts'
import { TransportError } from '../http/transport-error.ts'
import { applicationTokens } from './application-tokens.ts'
import { azTokens } from './az-tokens.ts'
import type { AzureIdentity } from './azure-identity.ts'
import type { CloudEndpoints } from './clouds.ts'
import { personTokens } from './person-tokens.ts'
import { portalFailure, signInFailure, SignInError } from './sign-in-failure.ts'
import type { TokenSource } from './token-source.ts'
import type { AzureTransport } from './transport.ts'

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
 * Signs in in the way that an identity has, and asks nobody at the computer for anything: where only a person can go on, it
 * fails, and says so. A token is had anew ten minutes before it ends, or at half of its life where that is short; while the one
 * before is good, it stands in for one that could not be had.
 */
export function createSignIn(options: SignInOptions): TokenCredential {
  const { identity } = options
  const { hears } = identity
  const network = watched(options.transport)
  const source = sourceOf(options, network.transport)
  let isFresh = options.isFresh ?? false
  let kept: { readonly token: string; readonly expiresAtMs: number; readonly renewAtMs: number } | undefined
  return {
    async getToken(scopes, asked) {
      const nowMs = Date.now()
      const isEarly = !isFresh && kept !== undefined && nowMs >= kept.renewAtMs
      try {
        const had = await source({ scopes: [scopes].flat(), options: asked, isFresh: isFresh || isEarly })
        isFresh = false
        const { token, expiresAtMs } = had
        const leftMs = expiresAtMs - Date.now()
        if (kept?.token !== token)
          kept = { token, expiresAtMs, renewAtMs: expiresAtMs - Math.min(renewBeforeMs, leftMs / 2) }
        // Whoever has it, such as az, does not give another one yet.
        else if (isEarly) kept = { ...kept, renewAtMs: nowMs + askAgainMs }
        hears?.onToken(had)
        return { token, expiresOnTimestamp: expiresAtMs, refreshAfterTimestamp: kept.renewAtMs }
      } catch (error) {
        const failure = signInFailure(error, identity.proof.way, network.lost())
        hears?.onRefused({
          failure: failure.failure,
          wantsPerson: failure instanceof SignInError && failure.wantsPerson,
          ...(asked?.claims === undefined ? {} : { claims: asked.claims })
        })
        if (isEarly && asked?.claims === undefined && kept && kept.expiresAtMs > nowMs)
          return { token: kept.token, expiresOnTimestamp: kept.expiresAtMs, refreshAfterTimestamp: nowMs + askAgainMs }
        throw failure
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
      return azTokens({ tenant, resourceManager: endpoints.resourceManager }, env, proof.approvals)
    default:
      return applicationTokens({ tenant, client }, proof, endpoints, transport)
  }
}

/** A network that remembers what kept its last request from being answered. */
export function watched(transport: Pick<AzureTransport, 'client'>): {
  readonly transport: Pick<AzureTransport, 'client'>
  readonly lost: () => TransportError | FailureError | undefined
} {
  let lost: TransportError | FailureError | undefined
  return {
    lost: () => lost,
    transport: {
      client: {
        async sendRequest(request) {
          try {
            const answer = await transport.client.sendRequest(request)
            const type = answer.headers.get('content-type') ?? ''
            if (!/json/i.test(type)) throw portalFailure(type)
            lost = undefined
            return answer
          } catch (error) {
            if (error instanceof TransportError || error instanceof FailureError) lost = error
            throw error
          }
        }
      }
    }
  }
}
