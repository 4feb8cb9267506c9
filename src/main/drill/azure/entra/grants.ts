import { createHash, randomBytes } from 'node:crypto'
import type { AzureAnswer } from '../http.ts'
import { answer } from '../http.ts'
import type { EntraPorts } from './application-grant.ts'
import { audienceOf, createApplicationGrant, issuerOf } from './application-grant.ts'
import { refusal } from './refusal.ts'

/** What a person was asked for, until a token is fetched with the code of it. */
interface Pending {
  readonly scope: string
  readonly claims: string
  /** S256 of the verifier (RFC 7636); '' for device codes. */
  readonly challenge: string
  readonly redirect: string
  isApproved: boolean
  /** Real time, milliseconds; never for what a browser brings back. */
  readonly endsAtMs: number
}

export interface Grants {
  token(form: URLSearchParams): AzureAnswer
  deviceCode(form: URLSearchParams): AzureAnswer
  /** Sends the browser back at once: the person has nothing to type here. */
  authorize(query: URLSearchParams): AzureAnswer
  /** The page at which a device code is entered. */
  approve(userCode: string): AzureAnswer
}

const secretText = (): string => randomBytes(24).toString('base64url')
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

/** The grants of the token endpoint, and what comes before them for a person. */
export function createGrants(ports: EntraPorts): Grants {
  const { plan, tokens, base, switches } = ports
  const byApplication = createApplicationGrant(ports)
  const codes = new Map<string, Pending>()
  const userCodes = new Map<string, string>()
  /** Scope that each refresh token was given for. */
  const refreshTokens = new Map<string, string>()
  const issuer = (): string => issuerOf(ports)

  const forUser = (scope: string, claims: string, client: string): AzureAnswer => {
    // A request for a device code names no scope where a client wants the default one.
    const { token, expiresInSeconds } = tokens.issue({
      issuer: issuer(),
      audience: audienceOf(scope) ?? base(),
      claims,
      isUser: true
    })
    const refresh = secretText()
    refreshTokens.set(refresh, scope)
    const person = { oid: plan.principal, tid: plan.tenant, preferred_username: 'oncall@example.com', name: 'On Call' }
    const times = { iat: Math.floor(Date.now() / 1000), exp: Math.floor(Date.now() / 1000) + expiresInSeconds }
    const identity = { aud: client, iss: issuer(), sub: plan.principal, ver: '2.0', ...times, ...person }
    return answer(200, {
      token_type: 'Bearer',
      scope,
      expires_in: expiresInSeconds,
      ext_expires_in: expiresInSeconds,
      access_token: token,
      refresh_token: refresh,
      id_token: `${part({ typ: 'JWT', alg: 'none' })}.${part(identity)}.`,
      client_info: part({ uid: plan.principal, utid: plan.tenant })
    })
  }

  const byCode = (form: URLSearchParams): AzureAnswer => {
    const code = form.get('code') ?? ''
    const pending = codes.get(code)
    const verified = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (pending === undefined || pending.redirect !== form.get('redirect_uri'))
      return refusal(400, 'invalid_grant', 70008, 'The provided authorization code is expired or was never given.')
    if (pending.challenge !== verified)
      return refusal(400, 'invalid_grant', 50148, 'The code_verifier does not match the code_challenge supplied.')
    codes.delete(code)
    return forUser(pending.scope, pending.claims, form.get('client_id') ?? '')
  }

  const byDeviceCode = (form: URLSearchParams): AzureAnswer => {
    const code = form.get('device_code') ?? ''
    const pending = codes.get(code)
    if (pending === undefined || pending.endsAtMs <= Date.now())
      return refusal(400, 'expired_token', 70019, 'The verification code has expired.')
    if (!pending.isApproved)
      return refusal(400, 'authorization_pending', 70016, 'OAuth 2.0 device flow error. Authorization is pending.')
    codes.delete(code)
    return forUser(pending.scope, pending.claims, form.get('client_id') ?? '')
  }

  const byRefreshToken = (form: URLSearchParams): AzureAnswer => {
    const scope = refreshTokens.get(form.get('refresh_token') ?? '')
    const claims = form.get('claims') ?? ''
    if (scope === undefined)
      return refusal(400, 'invalid_grant', 700082, 'The refresh token has expired due to inactivity.')
    if (claims.includes('"acrs"'))
      return refusal(
        400,
        'interaction_required',
        50076,
        'You must use multi-factor authentication to access this resource.'
      )
    return forUser(form.get('scope') ?? scope, claims, form.get('client_id') ?? '')
  }

  return {
    token(form) {
      switch (form.get('grant_type')) {
        case 'client_credentials':
          return byApplication(form)
        case 'authorization_code':
          return byCode(form)
        case deviceGrant:
        // What msal-node says for it; Entra takes both.
        case 'device_code':
          return byDeviceCode(form)
        case 'refresh_token':
          return byRefreshToken(form)
        default:
          return refusal(
            400,
            'unsupported_grant_type',
            70003,
            `The app requested an unsupported grant type '${form.get('grant_type') ?? ''}'.`
          )
      }
    },
    deviceCode(form) {
      const [device, user] = [secretText(), randomBytes(5).toString('hex').toUpperCase().slice(0, 9)]
      codes.set(device, {
        scope: form.get('scope') ?? '',
        claims: form.get('claims') ?? '',
        challenge: '',
        redirect: '',
        isApproved: false,
        endsAtMs: Date.now() + switches.codeSeconds * 1000
      })
      userCodes.set(user, device)
      const page = `${base()}/devicelogin`
      return answer(200, {
        user_code: user,
        device_code: device,
        verification_uri: page,
        expires_in: switches.codeSeconds,
        interval: 1,
        message: `To sign in, use a web browser to open the page ${page} and enter the code ${user} to authenticate.`
      })
    },
    authorize(query) {
      const redirect = query.get('redirect_uri') ?? ''
      if (!/^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?(\/|$)/.test(redirect))
        return refusal(
          400,
          'invalid_request',
          50011,
          `The redirect URI '${redirect}' does not match those of the application.`
        )
      const code = secretText()
      codes.set(code, {
        scope: query.get('scope') ?? '',
        claims: query.get('claims') ?? '',
        challenge: query.get('code_challenge') ?? '',
        redirect,
        isApproved: true,
        endsAtMs: Infinity
      })
      const back = new URL(redirect)
      back.searchParams.set('code', code)
      back.searchParams.set('state', query.get('state') ?? '')
      return { status: 302, headers: { location: back.href } }
    },
    approve(userCode) {
      const pending = codes.get(userCodes.get(userCode.toUpperCase()) ?? '')
      if (pending === undefined) return answer(404, { error: 'Add ?otc=CODE with the code that the program shows.' })
      pending.isApproved = true
      return answer(200, { message: 'Signed in. This page may be closed.' })
    }
  }
}
