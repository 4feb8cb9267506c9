import type { TokenStore } from '../entra/tokens.ts'
import type { AzureAnswer, AzureRequest } from '../http.ts'
import { answer, headerOf } from '../http.ts'
import { ArmError, badRequest, unauthorized } from './arm-error.ts'
import { readArmPath } from './exchange.ts'
import type { ProfilePorts } from './profiles.ts'
import { answerProfiles } from './profiles.ts'

export interface ArmPorts extends ProfilePorts {
  readonly tokens: TokenStore
  readonly base: () => string
}

/** Who may go on: somebody with a token for this server that has not run out. Throws ArmError. */
function checkToken({ tokens, plan, base }: ArmPorts, request: AzureRequest): void {
  const authority = `${base()}/${plan.tenant}`
  const [scheme, given = ''] = headerOf(request, 'authorization').split(' ')
  if (scheme?.toLowerCase() !== 'bearer')
    throw unauthorized(
      'AuthenticationFailed',
      "Authentication failed. The 'Authorization' header is missing.",
      authority
    )
  const token = tokens.find(given)
  // A trailing slash of the audience is the client's own way to write it; the real service takes both.
  if (token === undefined || token.audience.replace(/\/$/, '') !== base())
    throw unauthorized('InvalidAuthenticationToken', 'The access token is invalid.', authority)
  if (token.revoked || token.expiresAtMs <= Date.now())
    throw unauthorized(
      'ExpiredAuthenticationToken',
      'The access token expiry UTC time is earlier than current UTC time.',
      authority
    )
}

function route(ports: ArmPorts, request: AzureRequest): AzureAnswer {
  const path = readArmPath(request.path)
  const { plan } = ports
  const lonely = /^\/subscriptions\/?$/i.test(request.path)
  if (path === undefined && !lonely) throw new ArmError(404, 'NotFound', `The path '${request.path}' was not found.`)
  checkToken(ports, request)
  if (!request.query.has('api-version'))
    throw badRequest(
      'The api-version query parameter (?api-version=) is required for all requests.',
      'MissingApiVersionParameter'
    )
  const subscription = {
    id: `/subscriptions/${plan.subscription}`,
    subscriptionId: plan.subscription,
    tenantId: plan.tenant,
    displayName: plan.subscriptionName,
    state: 'Enabled',
    authorizationSource: 'RoleBased'
  }
  if (path === undefined) return answer(200, { value: [subscription] })
  if (path.subscription !== plan.subscription)
    throw new ArmError(404, 'SubscriptionNotFound', `The subscription '${path.subscription}' could not be found.`)
  if (path.group !== undefined && path.group.toLowerCase() !== plan.resourceGroup.toLowerCase())
    throw new ArmError(404, 'ResourceGroupNotFound', `Resource group '${path.group}' could not be found.`)
  if (path.provider === undefined && path.rest.length === 0 && path.group === undefined)
    return answer(200, subscription)
  if (path.provider === 'microsoft.network' && path.rest[0] === 'trafficmanagerprofiles')
    return answerProfiles(ports, { request, path })
  throw new ArmError(404, 'NotFound', `The path '${request.path}' was not found.`)
}

/** Azure Resource Manager over the world; never throws. */
export function createArm(ports: ArmPorts): (request: AzureRequest) => AzureAnswer {
  return (request) => {
    try {
      return route(ports, request)
    } catch (error) {
      if (error instanceof ArmError) return answer(error.status, error.body, error.headers)
      const message = error instanceof Error ? error.message : String(error)
      return answer(500, { error: { code: 'InternalServerError', message } })
    }
  }
}
