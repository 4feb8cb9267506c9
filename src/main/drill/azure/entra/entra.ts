import type { AzureAnswer, AzureRequest } from '../http.ts'
import { answer } from '../http.ts'
import type { AzurePlan } from '../plan.ts'
import type { TokenStore } from './tokens.ts'

export interface EntraPorts {
  readonly plan: AzurePlan
  readonly tokens: TokenStore
  readonly secret: string
  /** `https://127.0.0.1:PORT`. */
  readonly base: () => string
}

/** An error as the token endpoint answers it (RFC 6749, section 5.2, with Entra's codes). */
function refusal(status: number, error: string, code: number, description: string): AzureAnswer {
  return answer(status, {
    error,
    error_description: `AADSTS${code}: ${description}`,
    error_codes: [code],
    timestamp: new Date().toISOString().replace('T', ' '),
    error_uri: `https://login.microsoftonline.com/error?code=${code}`
  })
}

function configuration(base: string, tenant: string): AzureAnswer {
  const at = `${base}/${tenant}`
  return answer(200, {
    token_endpoint: `${at}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${at}/discovery/v2.0/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: `${at}/v2.0`,
    authorization_endpoint: `${at}/oauth2/v2.0/authorize`,
    device_authorization_endpoint: `${at}/oauth2/v2.0/devicecode`,
    end_session_endpoint: `${at}/oauth2/v2.0/logout`,
    tenant_region_scope: 'NA'
  })
}

/** The scope's audience: `https://host/.default` asks for a token of `https://host`. */
const audienceOf = (scope: string): string | undefined =>
  scope
    .split(' ')
    .find((one) => one.endsWith('/.default'))
    ?.slice(0, -'/.default'.length)

/**
 * Microsoft Entra's sign-in service for one tenant; undefined for a path that is not its own. It knows one application,
 * which signs in with a secret.
 */
export function createEntra(ports: EntraPorts): (request: AzureRequest) => AzureAnswer | undefined {
  const { plan, tokens } = ports

  const byClientSecret = (form: URLSearchParams): AzureAnswer => {
    const client = form.get('client_id') ?? ''
    if (client !== plan.client)
      return refusal(
        400,
        'unauthorized_client',
        700016,
        `Application with identifier '${client}' was not found in the directory '${plan.tenant}'.`
      )
    if (form.get('client_secret') !== ports.secret)
      return refusal(
        401,
        'invalid_client',
        7000215,
        `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${client}'.`
      )
    const audience = audienceOf(form.get('scope') ?? '')
    if (audience === undefined)
      return refusal(
        400,
        'invalid_scope',
        1002012,
        `The provided value for scope ${form.get('scope') ?? ''} is not valid.`
      )
    const { token, expiresInSeconds } = tokens.issue(audience, form.get('claims') ?? '')
    return answer(200, {
      token_type: 'Bearer',
      expires_in: expiresInSeconds,
      ext_expires_in: expiresInSeconds,
      access_token: token
    })
  }

  return (request) => {
    const route = /^\/([^/]+)\/(v2\.0\/\.well-known\/openid-configuration|oauth2\/v2\.0\/token)$/.exec(request.path)
    if (route === null) return undefined
    const [, tenant = '', what = ''] = route
    if (![plan.tenant, 'organizations', 'common'].includes(tenant.toLowerCase()))
      return refusal(
        400,
        'invalid_tenant',
        90002,
        `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`
      )
    if (what.startsWith('v2.0')) return configuration(ports.base(), tenant)
    const form = new URLSearchParams(request.body)
    const grant = form.get('grant_type')
    if (grant === 'client_credentials') return byClientSecret(form)
    return refusal(
      400,
      'unsupported_grant_type',
      70003,
      `The app requested an unsupported grant type '${grant ?? ''}'.`
    )
  }
}
