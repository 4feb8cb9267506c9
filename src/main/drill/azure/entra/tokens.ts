import { randomBytes } from 'node:crypto'
import type { JsonObject } from '../../store/json-value.ts'

/** An access token that was given out. Times are real: clients look at their own clock. */
export interface IssuedToken {
  readonly audience: string
  readonly expiresAtMs: number
  /** Claims that were asked for, which end a challenge. */
  readonly claims: string
  revoked: boolean
}

/** What a token is to be. */
export interface TokenWish {
  readonly issuer: string
  readonly audience: string
  readonly claims: string
  /** Whether a person signed in, and not the application itself. */
  readonly isUser: boolean
}

/** The tokens of one tenant. */
export interface TokenStore {
  /** Mints one; unsigned, in the form of a JWT. */
  issue(wish: TokenWish): { readonly token: string; readonly expiresInSeconds: number }
  find(token: string): IssuedToken | undefined
  /** Every token given out so far is not valid any more, as when they had all expired. */
  expireAll(): void
  setLifetime(seconds: number): void
}

const part = (value: JsonObject): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** An empty store. `identity` is what every token says of its holder. */
export function createTokenStore(identity: JsonObject): TokenStore {
  const issued = new Map<string, IssuedToken>()
  let lifetimeSeconds = 3599
  return {
    issue({ issuer, audience, claims, isUser }) {
      const nowSeconds = Math.floor(Date.now() / 1000)
      const payload = {
        aud: audience,
        iss: issuer,
        iat: nowSeconds,
        nbf: nowSeconds,
        exp: nowSeconds + lifetimeSeconds,
        ...identity,
        ...(isUser ? { upn: 'oncall@example.com', name: 'On Call' } : {})
      }
      const token = `${part({ typ: 'JWT', alg: 'none' })}.${part(payload)}.${randomBytes(24).toString('base64url')}`
      issued.set(token, { audience, expiresAtMs: Date.now() + lifetimeSeconds * 1000, claims, revoked: false })
      return { token, expiresInSeconds: lifetimeSeconds }
    },
    find: (token) => issued.get(token),
    expireAll() {
      for (const token of issued.values()) token.revoked = true
    },
    setLifetime(seconds) {
      lifetimeSeconds = seconds
    }
  }
}
