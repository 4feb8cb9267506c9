import { randomBytes } from 'node:crypto'
import type { AuthenticationResult } from '@azure/msal-node'
import { FailureError, failureOf } from '../../../contract/index.ts'
import { openLoopback } from './loopback.ts'
import { personApplication, type PersonApplicationOptions } from './person-application.ts'
import { hadToken } from './person-tokens.ts'
import type { HadToken } from './token-source.ts'

export interface PersonSignInOptions extends PersonApplicationOptions {
  readonly way: 'browser' | 'deviceCode'
  /** Ends it: the person has thought better of it. */
  readonly abort: AbortSignal
  /** Claims that Azure wanted, of a challenge. */
  readonly claims?: string
  /** Who is expected, to save them typing. */
  readonly who?: string
  /** Opens a page in the browser that the system has for it. */
  readonly openBrowser: (url: string) => Promise<void>
  /** Called when the person has something to do. `link` and `code` are what the person is to enter, and where. */
  readonly onWaiting: (told: { readonly link: string; readonly code: string | null; readonly endsAtMs: number }) => void
}

/** A signed-in person, and how msal names them. */
export interface SignedInPerson extends HadToken {
  readonly account: string
}

/** A person who has gone for their telephone is back by then. */
const browserPatienceMs = 5 * 60_000

/**
 * Has a person sign in, by a browser on this computer or a code on any. Their tokens are in the cache afterwards.
 * @throws whatever msal throws, or the abort reason
 */
export async function signInPerson(options: PersonSignInOptions): Promise<SignedInPerson> {
  const result = await (options.way === 'browser' ? byBrowser(options) : byDeviceCode(options))
  const account = result?.account?.homeAccountId
  if (account === undefined) throw new Error('Azure did not say who signed in.')
  return { ...hadToken(result), account }
}

/** Authorization code with PKCE (RFC 7636). */
async function byBrowser(options: PersonSignInOptions): Promise<AuthenticationResult> {
  const { application, msal } = await personApplication(options)
  const { verifier, challenge } = await new msal.CryptoProvider().generatePkceCodes()
  const state = randomBytes(24).toString('base64url')
  const late = AbortSignal.timeout(browserPatienceMs)
  const loopback = await openLoopback(state, AbortSignal.any([options.abort, late]))
  try {
    const asked = {
      scopes: scopesOf(options),
      redirectUri: loopback.redirect,
      ...(options.claims === undefined ? {} : { claims: options.claims })
    }
    const link = await application.getAuthCodeUrl({
      ...asked,
      state,
      codeChallenge: challenge,
      codeChallengeMethod: 'S256',
      responseMode: 'query',
      ...(options.who === undefined ? { prompt: 'select_account' } : { loginHint: options.who })
    })
    options.onWaiting({ link, code: null, endsAtMs: Date.now() + browserPatienceMs })
    await options.openBrowser(link)
    const code = await loopback.code.catch((error: unknown) => {
      if (late.aborted) throw tooLate()
      throw error
    })
    return await application.acquireTokenByCode({ ...asked, code, codeVerifier: verifier })
  } finally {
    loopback.close()
  }
}

/** RFC 8628. */
async function byDeviceCode(options: PersonSignInOptions): Promise<AuthenticationResult | null> {
  const { application } = await personApplication(options)
  const request = {
    scopes: scopesOf(options),
    ...(options.claims === undefined ? {} : { claims: options.claims }),
    cancel: false,
    deviceCodeCallback: (told: { verificationUri: string; userCode: string; expiresIn: number }) =>
      options.onWaiting({
        link: told.verificationUri,
        code: told.userCode,
        endsAtMs: Date.now() + told.expiresIn * 1_000
      })
  }
  // msal looks at this before it asks again.
  const stop = (): void => void (request.cancel = true)
  options.abort.addEventListener('abort', stop, { once: true })
  try {
    return await withAbort(application.acquireTokenByDeviceCode(request), options.abort)
  } finally {
    options.abort.removeEventListener('abort', stop)
  }
}

function scopesOf({ endpoints }: PersonSignInOptions): string[] {
  return [`${endpoints.resourceManager}/.default`]
}

function tooLate(): FailureError {
  const remedy = 'Sign in again, and finish it in the browser in time; or use a code.'
  return new FailureError(failureOf('timeout', 'Nobody came back from the browser within 5 minutes.', { remedy }))
}

/** What goes on after it was given up ends by itself. */
function withAbort<T>(work: Promise<T>, abort: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(abort.reason as Error)
    if (abort.aborted) stop()
    abort.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => abort.removeEventListener('abort', stop))
  })
}
