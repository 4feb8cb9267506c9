import type { AzurePlan } from '../plan.ts'
import { accountId } from '../cosmos/account-json.ts'
import { endpointTypeOf, profileType } from '../traffic-manager/profile.ts'
import type { ArmExchange } from './exchange.ts'
import { profileId } from './profile-json.ts'

/** What a request needs to be allowed to do, and over what. */
export interface NeededAction {
  readonly action: string
  /** The resource id over which it must be allowed. */
  readonly scope: string
  readonly isWrite: boolean
}

const posts: Readonly<Record<string, string>> = {
  failoverprioritychange: 'failoverPriorityChange',
  offlineregion: 'offlineRegion',
  onlineregion: 'onlineRegion'
}

function ofProfile(plan: AzurePlan, { request, path }: ArmExchange): NeededAction {
  const [, name, kind, endpoint] = path.rest
  const isWrite = request.method !== 'GET'
  const verb = isWrite ? 'write' : 'read'
  if (name === undefined)
    return {
      action: `${profileType}/read`,
      scope: `/subscriptions/${plan.subscription}${path.group === undefined ? '' : `/resourceGroups/${plan.resourceGroup}`}`,
      isWrite
    }
  const id = profileId(plan, name)
  if (kind === undefined) return { action: `${profileType}/${verb}`, scope: id, isWrite }
  const type = endpointTypeOf(kind) ?? kind
  return { action: `${profileType}/${type}/${verb}`, scope: `${id}/${type}/${endpoint ?? ''}`, isWrite }
}

function ofAccount(plan: AzurePlan, { request, path }: ArmExchange): NeededAction {
  const [type, name, what] = path.rest
  const account = 'Microsoft.DocumentDB/databaseAccounts'
  // How an operation stands is asked of the subscription, not of the account.
  if (type === 'locations')
    return {
      action: 'Microsoft.DocumentDB/locations/operationsStatus/read',
      scope: `/subscriptions/${plan.subscription}`,
      isWrite: false
    }
  const scope =
    name === undefined
      ? `/subscriptions/${plan.subscription}/resourceGroups/${plan.resourceGroup}`
      : accountId(plan, name)
  if (what === 'operationresults') return { action: `${account}/operationResults/read`, scope, isWrite: false }
  if (request.method === 'POST') return { action: `${account}/${posts[what ?? ''] ?? ''}/action`, scope, isWrite: true }
  const isWrite = request.method !== 'GET'
  return { action: `${account}/${isWrite ? 'write' : 'read'}`, scope, isWrite }
}

const sqlPosts: Readonly<Record<string, string>> = {
  failover: 'failover',
  forcefailoverallowdataloss: 'forceFailoverAllowDataLoss'
}

/** Microsoft Learn, Azure permissions for Databases, Microsoft.Sql. */
function ofSql({ subscription, resourceGroup }: AzurePlan, { request, path }: ArmExchange): NeededAction {
  const [type, server, of, name, what] = path.rest
  const isWrite = request.method !== 'GET'
  if (type === 'locations') {
    const asked = of === 'failovergroupazureasyncoperation' ? 'AzureAsyncOperation' : 'OperationResults'
    return {
      action: `Microsoft.Sql/locations/failoverGroup${asked}/read`,
      scope: `/subscriptions/${subscription}`,
      isWrite: false
    }
  }
  const group = `/subscriptions/${subscription}/resourceGroups/${resourceGroup}`
  if (server === undefined) return { action: 'Microsoft.Sql/servers/read', scope: group, isWrite }
  const scope = `${group}/providers/Microsoft.Sql/servers/${server}/failoverGroups${name === undefined ? '' : `/${name}`}`
  const verb = isWrite ? `${sqlPosts[what ?? ''] ?? 'write'}/action` : 'read'
  return { action: `Microsoft.Sql/servers/failoverGroups/${verb}`, scope, isWrite }
}

/** Microsoft Learn, Azure permissions for Databases, Microsoft.DBforPostgreSQL. */
function ofPostgres({ subscription, resourceGroup }: AzurePlan, { request, path }: ArmExchange): NeededAction {
  const [type, server, of] = path.rest
  const provider = 'Microsoft.DBforPostgreSQL'
  const isWrite = request.method !== 'GET'
  if (type === 'locations') {
    const asked = of === 'azureasyncoperation' ? 'azureAsyncOperation' : 'operationResults'
    return { action: `${provider}/locations/${asked}/read`, scope: `/subscriptions/${subscription}`, isWrite: false }
  }
  const group = `/subscriptions/${subscription}/resourceGroups/${resourceGroup}`
  if (server === undefined) return { action: `${provider}/flexibleServers/read`, scope: group, isWrite }
  const scope = `${group}/providers/${provider}/flexibleServers/${server}`
  const what = of === 'virtualendpoints' ? '/virtualendpoints' : of === 'replicas' ? '/replicas' : ''
  return { action: `${provider}/flexibleServers${what}/${isWrite ? 'write' : 'read'}`, scope, isWrite }
}

/** The action of Azure's role-based access control that a request takes; undefined where this server has none. */
export function neededAction(plan: AzurePlan, exchange: ArmExchange): NeededAction | undefined {
  switch (exchange.path.provider) {
    case 'microsoft.network':
      return ofProfile(plan, exchange)
    case 'microsoft.documentdb':
      return ofAccount(plan, exchange)
    case 'microsoft.sql':
      return ofSql(plan, exchange)
    case 'microsoft.dbforpostgresql':
      return ofPostgres(plan, exchange)
    default:
      return undefined
  }
}
