import type { AzureAnswer, AzureRequest } from '../http.ts'
import { answer } from '../http.ts'
import type { EntraPorts } from './application-grant.ts'
import { createGrants } from './grants.ts'
import { refusedFor } from './refusals.ts'
import { refusal } from './refusal.ts'

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

/** What a client is told of the cloud's addresses (`az cloud register`). */
function cloudMetadata(base: string, tenant: string): AzureAnswer {
  return answer(200, {
    name: 'PracticeCloud',
    portal: base,
    resourceManager: base,
    authentication: { loginEndpoint: base, audiences: [base], tenant, identityProvider: 'AAD' },
    suffixes: {},
    graph: `${base}/graph`
  })
}

/** Which authorities a client may trust, of which this is one (`common/discovery/instance`). */
function instanceDiscovery(base: string, tenant: string): AzureAnswer {
  const host = new URL(base).host
  return answer(200, {
    tenant_discovery_endpoint: `${base}/${tenant}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }]
  })
}

/**
 * Microsoft Entra's sign-in service for one tenant; undefined for a path that is not its own. It knows one application
 * with a secret, and one person, who signs in without being asked for anything.
 */
export function createEntra(ports: EntraPorts): (request: AzureRequest) => AzureAnswer | undefined {
  const { plan, base, switches } = ports
  const grants = createGrants(ports)
  return (request) => {
    if (/^\/metadata\/endpoints$/i.test(request.path)) return cloudMetadata(base(), plan.tenant)
    if (request.path === '/common/discovery/instance') return instanceDiscovery(base(), plan.tenant)
    if (request.path === '/devicelogin') return grants.approve(request.query.get('otc') ?? '')
    const route =
      /^\/([^/]+)\/(?:v2\.0\/(\.well-known\/openid-configuration)|oauth2\/v2\.0\/(token|devicecode|authorize)|discovery\/v2\.0\/(keys))$/.exec(
        request.path
      )
    if (route === null) return undefined
    const [, tenant = '', configured, what, keys] = route
    if (![plan.tenant, 'organizations', 'common'].includes(tenant.toLowerCase()))
      return refusal(
        400,
        'invalid_tenant',
        90002,
        `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`
      )
    if (configured !== undefined) return configuration(base(), tenant)
    if (keys !== undefined) return answer(200, { keys: [] })
    if (what === 'authorize') return grants.authorize(request.query)
    const form = new URLSearchParams(request.body)
    if (what === 'devicecode') return grants.deviceCode(form)
    return switches.refuses === null ? grants.token(form) : refusedFor(switches.refuses)
  }
}
