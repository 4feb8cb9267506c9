import type { AuthenticationResult } from '@azure/msal-node'
import { FailureError, failureOf } from '../../../contract/index.ts'
import type { AzureProof } from './azure-identity.ts'
import { personApplication, type PersonApplicationOptions } from './person-application.ts'
import type { HadToken, TokenSource } from './token-source.ts'

type PersonProof = Extract<AzureProof, { readonly way: 'browser' | 'deviceCode' }>

/**
 * Tokens of a person who has signed in before: from the cache, or by its refresh token. It never asks the person; where only
 * they can go on, it throws what Azure said.
 */
export function personTokens(proof: PersonProof, options: Omit<PersonApplicationOptions, 'cache'>): TokenSource {
  const opening = (): ReturnType<typeof personApplication> => personApplication({ ...options, cache: proof.cache })
  let opened: ReturnType<typeof personApplication> | undefined
  return async ({ scopes, options: asked, isFresh }) => {
    opened ??= opening()
    const { application } = await opened
    const account = await application.getTokenCache().getAccountByHomeId(proof.account)
    if (!account) {
      const remedy = 'Sign in again, where the connection is.'
      throw new FailureError(failureOf('missing', 'The sign-in of this account is not kept any more.', { remedy }))
    }
    const { claims } = asked ?? {}
    return hadToken(
      await application.acquireTokenSilent({
        account,
        scopes: [...scopes],
        ...(claims === undefined ? {} : { claims }),
        // An answer that is challenged is not mended by the token that was challenged.
        forceRefresh: isFresh || claims !== undefined
      })
    )
  }
}

/** A token in our form. @throws Error where there is none. */
export function hadToken(result: AuthenticationResult | null): HadToken {
  if (!result?.expiresOn) throw new Error('No token was given.')
  return {
    token: result.accessToken,
    expiresAtMs: result.expiresOn.getTime(),
    tenant: result.tenantId,
    ...(result.account ? { who: result.account.username } : {})
  }
}
