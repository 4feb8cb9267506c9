import type { Cosmos } from '../cosmos/cosmos.ts'
import type { TokenStore } from '../entra/tokens.ts'
import type { AzureAnswer, AzureRequest } from '../http.ts'
import { answer } from '../http.ts'
import type { Operations } from '../operations.ts'
import type { AzurePlan, SubscriptionState } from '../plan.ts'
import type { FlexibleServers } from '../postgres/flexible-servers.ts'
import type { FailoverGroup } from '../sql/failover-group.ts'
import type { TrafficManager } from '../traffic-manager/traffic-manager.ts'
import type { Denial, Lock } from './access.ts'
import { demand, demandEnabled, demandUndenied, demandUnlocked, denialsAt, locksAt, permissionsAt } from './access.ts'
import { answerAccounts, answerOperationStatus } from './accounts.ts'
import { neededAction } from './actions.ts'
import { ArmError, badRequest } from './arm-error.ts'
import type { ArmExchange } from './exchange.ts'
import { readArmPath } from './exchange.ts'
import { answerPostgres, answerPostgresOperation } from './postgres.ts'
import { answerProfiles } from './profiles.ts'
import type { Challenge } from './sign-in.ts'
import { checkToken } from './sign-in.ts'
import { answerSql, answerSqlOperation } from './sql.ts'
import type { Throttle } from './throttle.ts'

/** What somebody else may change about how ARM answers. */
export interface ArmSwitches {
  locks: readonly Lock[]
  denials: readonly Denial[]
  subscription: SubscriptionState
  challenge: Challenge | undefined
  /** What is answered to whoever asks how an operation stands. */
  polls: 200 | 403 | 404
}

export interface ArmPorts {
  readonly plan: AzurePlan
  readonly manager: TrafficManager
  readonly cosmos: Cosmos | undefined
  readonly sql: FailoverGroup | undefined
  readonly postgres: FlexibleServers | undefined
  readonly operations: Operations
  readonly throttle: Throttle
  readonly switches: ArmSwitches
  readonly tokens: TokenStore
  readonly base: () => string
}

const nothingThere = (path: string): ArmError => new ArmError(404, 'NotFound', `The path '${path}' was not found.`)

/** Real seconds between two polls are as many simulated ones, or more: a client waits by its own clock. */
const pollSeconds = 1

function subscriptionOf(
  { subscription, tenant, subscriptionName }: AzurePlan,
  { subscription: state }: Pick<ArmSwitches, 'subscription'>
): unknown {
  return {
    id: `/subscriptions/${subscription}`,
    subscriptionId: subscription,
    tenantId: tenant,
    displayName: subscriptionName,
    state,
    authorizationSource: 'RoleBased'
  }
}

/** What is asked about access at a scope; undefined where the request asks about something else. */
function answerAccess(
  { plan, switches }: ArmPorts,
  { scope, what }: NonNullable<ArmExchange['path']['about']>
): AzureAnswer | undefined {
  switch (what) {
    case 'permissions':
      return permissionsAt(plan, scope)
    case 'locks':
      return locksAt(switches.locks, scope)
    case 'denyassignments':
      return denialsAt(switches.denials, scope)
    default:
      return undefined
  }
}

function answerProvider(ports: ArmPorts, exchange: ArmExchange): AzureAnswer {
  const { provider, rest } = exchange.path
  const accounts = { ...ports, pollSeconds }
  if (provider === 'microsoft.network' && rest[0] === 'trafficmanagerprofiles') return answerProfiles(ports, exchange)
  if (provider === 'microsoft.documentdb' && rest[0] === 'databaseaccounts') return answerAccounts(accounts, exchange)
  if (provider === 'microsoft.documentdb' && rest[0] === 'locations' && rest[2] === 'operationsstatus')
    return answerOperationStatus(accounts, exchange)
  if (provider === 'microsoft.sql' && rest[0] === 'servers') return answerSql(accounts, exchange)
  if (provider === 'microsoft.sql' && rest[0] === 'locations') return answerSqlOperation(accounts, exchange)
  if (provider === 'microsoft.dbforpostgresql' && rest[0] === 'flexibleservers')
    return answerPostgres(accounts, exchange)
  if (provider === 'microsoft.dbforpostgresql' && rest[0] === 'locations')
    return answerPostgresOperation(accounts, exchange)
  throw nothingThere(exchange.request.path)
}

function route(ports: ArmPorts, request: AzureRequest): AzureAnswer {
  const { plan, switches, tokens, base } = ports
  const path = readArmPath(request.path)
  const isList = /^\/(subscriptions|tenants)\/?$/i.exec(request.path)?.[1]?.toLowerCase()
  if (path === undefined && isList === undefined) throw nothingThere(request.path)
  const authority = `${base()}/${plan.tenant}`
  checkToken({ tokens, audience: base(), authority, challenge: switches.challenge }, request)
  if (!request.query.has('api-version'))
    throw badRequest(
      'The api-version query parameter (?api-version=) is required for all requests.',
      'MissingApiVersionParameter'
    )
  if (isList === 'tenants') return answer(200, { value: [{ id: `/tenants/${plan.tenant}`, tenantId: plan.tenant }] })
  // Its description requires a nextLink, on the last page as well.
  if (path === undefined) return answer(200, { value: [subscriptionOf(plan, switches)], nextLink: '' })
  const left = ports.throttle.take(request.method === 'GET' ? 'reads' : 'writes')
  if (path.subscription !== plan.subscription)
    throw new ArmError(404, 'SubscriptionNotFound', `The subscription '${path.subscription}' could not be found.`)
  if (path.group !== undefined && path.group.toLowerCase() !== plan.resourceGroup.toLowerCase())
    throw new ArmError(404, 'ResourceGroupNotFound', `Resource group '${path.group}' could not be found.`)
  const told = answerBelow(ports, { request, path })
  return { ...told, headers: { ...left, ...told.headers } }
}

/** What is asked of the subscription and of what is in it. */
function answerBelow(ports: ArmPorts, exchange: ArmExchange): AzureAnswer {
  const { plan, switches } = ports
  const { request, path } = exchange
  if (path.about !== undefined) {
    const told = answerAccess(ports, path.about)
    if (told === undefined) throw nothingThere(request.path)
    return told
  }
  if (path.provider === undefined) {
    if (path.rest.length > 0) throw nothingThere(request.path)
    if (path.group === undefined) return answer(200, subscriptionOf(plan, switches))
    const id = `/subscriptions/${plan.subscription}/resourceGroups/${plan.resourceGroup}`
    return answer(200, {
      id,
      name: plan.resourceGroup,
      type: 'Microsoft.Resources/resourceGroups',
      location: 'eastus2',
      properties: { provisioningState: 'Succeeded' }
    })
  }
  const needed = neededAction(plan, exchange)
  if (needed !== undefined) {
    const isPoll = /\/(?:operationsStatus|failoverGroupAzureAsyncOperation|azureAsyncOperation)\/read$/.test(
      needed.action
    )
    if (isPoll && switches.polls === 404) throw new ArmError(404, 'NotFound', 'The operation was not found.')
    if (isPoll && switches.polls === 403) demand({ ...plan, grants: [] }, needed.action, needed.scope)
    demand(plan, needed.action, needed.scope)
    demandUndenied(plan, switches.denials, needed.action, needed.scope)
    if (needed.isWrite) demandEnabled(plan, switches.subscription)
    if (needed.isWrite) demandUnlocked(switches.locks, needed.scope)
  }
  return answerProvider(ports, exchange)
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
