import { objectOf } from '../../store/json-value.ts'
import type { AzureAnswer } from '../http.ts'
import { answer } from '../http.ts'
import type { AzurePlan } from '../plan.ts'
import type { SignInRefusal } from './refusals.ts'
import { refusal } from './refusal.ts'
import type { TokenStore } from './tokens.ts'

/** What can be changed about the sign-in while it runs. */
export interface EntraSwitches {
  /** Why nobody is let in; null for everybody. */
  refuses: SignInRefusal | null
  /** How long a device code lives, real seconds. */
  codeSeconds: number
}

export interface EntraPorts {
  readonly switches: EntraSwitches
  readonly plan: AzurePlan
  readonly tokens: TokenStore
  readonly secret: string
  /** `https://127.0.0.1:PORT`. */
  readonly base: () => string
}

/** Who signs the tenant's tokens. */
export const issuerOf = ({ base, plan }: EntraPorts): string => `${base()}/${plan.tenant}/v2.0`

/** The scope's audience: `https://host/.default` asks for a token of `https://host`. */
export function audienceOf(scope: string): string | undefined {
  const resource = scope.split(' ').find((one) => one.startsWith('https://'))
  return resource?.replace(/\/(\.default|user_impersonation)$/, '')
}

/**
 * Whether an assertion (RFC 7523) names the application: of a certificate it does so as issuer, of a federated workload as
 * subject. Whose signature it has is not looked at.
 */
function isAssertionOf(client: string, assertion: string): boolean {
  try {
    const payload = objectOf(JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString('utf8')))
    return payload['iss'] === client || payload['sub'] === client
  } catch {
    return false
  }
}

/** The grant of an application that signs in by itself: client credentials, by secret or by assertion. */
export function createApplicationGrant(ports: EntraPorts): (form: URLSearchParams) => AzureAnswer {
  const { plan, tokens, secret } = ports
  return (form) => {
    const client = form.get('client_id') ?? ''
    const scope = form.get('scope') ?? ''
    if (client !== plan.client)
      return refusal(
        400,
        'unauthorized_client',
        700016,
        `Application with identifier '${client}' was not found in the directory '${plan.tenant}'.`
      )
    if (form.has('client_assertion')) {
      if (!isAssertionOf(client, form.get('client_assertion') ?? ''))
        return refusal(401, 'invalid_client', 700027, 'The assertion is not signed by a key of the application.')
    } else if (form.get('client_secret') !== secret)
      return refusal(
        401,
        'invalid_client',
        7000215,
        `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${client}'.`
      )
    const audience = scope.endsWith('/.default') ? audienceOf(scope) : undefined
    if (audience === undefined)
      return refusal(400, 'invalid_scope', 1002012, `The provided value for scope ${scope} is not valid.`)
    const claims = form.get('claims') ?? ''
    // An application has no second factor to show.
    if (claims.includes('"acrs"'))
      return refusal(400, 'invalid_grant', 50076, 'You must use multi-factor authentication to access this resource.', {
        suberror: 'basic_action'
      })
    const { token, expiresInSeconds } = tokens.issue({ issuer: issuerOf(ports), audience, claims, isUser: false })
    return answer(200, {
      token_type: 'Bearer',
      expires_in: expiresInSeconds,
      ext_expires_in: expiresInSeconds,
      access_token: token
    })
  }
}
