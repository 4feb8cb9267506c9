import { plainRegion } from '../cosmos/account.ts'
import type { AzureAnswer } from '../http.ts'
import { answer } from '../http.ts'
import type { Operation, Operations } from '../operations.ts'
import type { AzurePlan } from '../plan.ts'
import type { FailoverGroup } from '../sql/failover-group.ts'
import { ArmError, noSuchResource } from './arm-error.ts'
import type { ArmExchange } from './exchange.ts'

export interface SqlPorts {
  readonly plan: AzurePlan
  readonly sql: FailoverGroup | undefined
  readonly operations: Operations
  readonly base: () => string
  /** Seconds until somebody who polls should ask again. */
  readonly pollSeconds: number
}

const posts: Readonly<Record<string, 'planned' | 'forced'>> = {
  failover: 'planned',
  forcefailoverallowdataloss: 'forced'
}

/** 202 with the addresses of the operation, below the region of the server that it was sent to. */
function accepted(
  { base, plan, pollSeconds }: SqlPorts,
  { id, startedAt }: Operation,
  region: string,
  { request }: ArmExchange
): AzureAnswer {
  const version = `api-version=${request.query.get('api-version') ?? ''}`
  const at = `${base()}/subscriptions/${plan.subscription}/providers/Microsoft.Sql/locations/${plainRegion(region)}`
  return answer(
    202,
    { operation: 'FailoverGroupFailover', startTime: startedAt.toISOString() },
    {
      'azure-asyncoperation': `${at}/failoverGroupAzureAsyncOperation/${id}?${version}`,
      location: `${at}/failoverGroupOperationResults/${id}?${version}`,
      'retry-after': String(pollSeconds)
    }
  )
}

/** What is asked of servers of Azure SQL and their failover groups. Throws ArmError. */
export function answerSql(ports: SqlPorts, exchange: ArmExchange): AzureAnswer {
  const { sql } = ports
  const { request, path } = exchange
  const [, server, , name, what] = path.rest
  const isGet = request.method === 'GET'
  if (server === undefined && isGet)
    return answer(200, { value: sql?.plan.servers.map((one) => sql.serverJson(one.name)) ?? [] })
  const at = server?.toLowerCase() ?? ''
  if (sql === undefined || !sql.has(at)) throw noSuchResource('Microsoft.Sql/servers', at, path.group ?? '')
  if (path.rest[2] === 'failovergroups') {
    if (name === undefined && isGet) return answer(200, { value: [sql.groupJson(at)] })
    if (name?.toLowerCase() !== sql.plan.name)
      throw noSuchResource('Microsoft.Sql/servers/failoverGroups', `${at}/${name ?? ''}`, path.group ?? '')
    if (what === undefined && isGet) return answer(200, sql.groupJson(at))
    const how = posts[what ?? '']
    if (request.method === 'POST' && how !== undefined) {
      const begun = sql.failover(at, how === 'forced')
      if (!('id' in begun)) throw new ArmError(begun.status, begun.code, begun.message)
      const region = sql.plan.servers.find((one) => one.name === at)?.region ?? ''
      return accepted(ports, begun, region, exchange)
    }
  }
  throw new ArmError(
    405,
    'MethodNotAllowed',
    `The requested resource does not support http method '${request.method}'.`
  )
}

/** How a failover stands: `…/providers/Microsoft.Sql/locations/PLACE/failoverGroupAzureAsyncOperation/ID`. Throws ArmError. */
export function answerSqlOperation({ operations, sql, pollSeconds }: SqlPorts, { path }: ArmExchange): AzureAnswer {
  const [, , what, id = ''] = path.rest
  const operation = operations.find(id)
  if (operation === undefined)
    throw new ArmError(404, 'OperationIdNotFound', `The operation with Id ${id} does not exist.`)
  const { status, startedAt, error } = operation
  const again = status === 'InProgress' ? { 'retry-after': String(pollSeconds) } : {}
  if (what === 'failovergroupazureasyncoperation')
    return answer(
      200,
      { name: id, status, startTime: startedAt.toISOString(), ...(error === undefined ? {} : { error }) },
      again
    )
  if (status === 'InProgress') return answer(202, undefined, again)
  if (error !== undefined) throw new ArmError(500, error.code, error.message)
  return sql === undefined ? { status: 204 } : answer(200, sql.groupJson(sql.primary()))
}
