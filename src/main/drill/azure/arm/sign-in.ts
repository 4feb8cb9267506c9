import type { TokenStore } from '../entra/tokens.ts'
import type { AzureRequest } from '../http.ts'
import { headerOf } from '../http.ts'
import { ArmError, unauthorized } from './arm-error.ts'

/** What ARM wants of a token besides that it is one. */
export interface Challenge {
  /** JSON that goes into the `claims` of a token request. */
  readonly claims: string
  /** The part of it that a satisfying token was asked for with. */
  readonly mark: string
}

export interface SignInPorts {
  readonly tokens: TokenStore
  /** Whom the tokens must be for: this server. */
  readonly audience: string
  /** Address of the tenant at the sign-in service. */
  readonly authority: string
  readonly challenge: Challenge | undefined
}

/** Throws ArmError unless the request has a token for this server that has not run out and satisfies the challenge. */
export function checkToken({ tokens, audience, authority, challenge }: SignInPorts, request: AzureRequest): void {
  const [scheme, given = ''] = headerOf(request, 'authorization').split(' ')
  if (scheme?.toLowerCase() !== 'bearer')
    throw unauthorized(
      'AuthenticationFailed',
      "Authentication failed. The 'Authorization' header is missing.",
      authority
    )
  const token = tokens.find(given)
  // A trailing slash of the audience is the client's own way to write it; the real service takes both.
  if (token === undefined || token.audience.replace(/\/$/, '') !== audience)
    throw unauthorized('InvalidAuthenticationToken', 'The access token is invalid.', authority)
  if (token.revoked || token.expiresAtMs <= Date.now())
    throw unauthorized(
      'ExpiredAuthenticationToken',
      'The access token expiry UTC time is earlier than current UTC time.',
      authority
    )
  if (challenge === undefined || token.claims.includes(challenge.mark)) return
  // Continuous access evaluation (MicrosoftDocs/entra-docs claims-challenge.md).
  const claims = Buffer.from(challenge.claims).toString('base64')
  throw new ArmError(401, 'InvalidAuthenticationToken', 'Continuous access evaluation resulted in challenge.', {
    'www-authenticate': `Bearer realm="", authorization_uri="${authority}/oauth2/v2.0/authorize", error="insufficient_claims", claims="${claims}"`
  })
}
