import type { JsonObject } from '../../store/json-value.ts'
import { objectOf, textOf } from '../../store/json-value.ts'
import type { AzureAnswer } from '../http.ts'
import { answer, jsonOf } from '../http.ts'
import type { Operation, Operations } from '../operations.ts'
import type { AzurePlan } from '../plan.ts'
import type { FlexibleServers, Promotion } from '../postgres/flexible-servers.ts'
import { ArmError, badRequest, noSuchResource } from './arm-error.ts'
import type { ArmExchange } from './exchange.ts'

export interface PostgresPorts {
  readonly plan: AzurePlan
  readonly postgres: FlexibleServers | undefined
  readonly operations: Operations
  readonly base: () => string
  /** Seconds until somebody who polls should ask again. */
  readonly pollSeconds: number
}

/** 202 with the addresses of the operation, below the region of the server that it was sent to. */
function accepted(
  { base, plan, pollSeconds }: PostgresPorts,
  { id, startedAt }: Operation,
  region: string,
  { request }: ArmExchange
): AzureAnswer {
  const version = `api-version=${request.query.get('api-version') ?? ''}`
  const place = `locations/${encodeURIComponent(region)}`
  const at = `${base()}/subscriptions/${plan.subscription}/providers/Microsoft.DBforPostgreSQL/${place}`
  return answer(
    202,
    { startTime: startedAt.toISOString() },
    {
      'azure-asyncoperation': `${at}/azureAsyncOperation/${id}?${version}`,
      location: `${at}/operationResults/${id}?${version}`,
      'retry-after': String(pollSeconds)
    }
  )
}

/** What an update promotes a replica to. Throws ArmError for one that promotes nothing, which nobody here sends. */
function promotionIn(body: JsonObject): Promotion {
  const replica = objectOf(objectOf(body['properties'])['replica'])
  const word = (name: string): string => textOf(replica[name]).toLowerCase()
  const mode = word('promoteMode')
  const option = word('promoteOption')
  if (mode !== 'switchover' && mode !== 'standalone') throw badRequest('Only promotions are served here.')
  return { mode, option: option === 'forced' ? 'forced' : 'planned' }
}

/** What is asked of flexible servers of PostgreSQL. Throws ArmError. */
export function answerPostgres(ports: PostgresPorts, exchange: ArmExchange): AzureAnswer {
  const { postgres } = ports
  const { request, path } = exchange
  const [, server, what] = path.rest
  const isGet = request.method === 'GET'
  if (server === undefined && isGet)
    return answer(200, { value: postgres?.plan.servers.map((one) => postgres.serverJson(one.name)) ?? [] })
  const at = server?.toLowerCase() ?? ''
  if (postgres === undefined || !postgres.has(at))
    throw noSuchResource('Microsoft.DBforPostgreSQL/flexibleServers', at, path.group ?? '')
  if (what === undefined && isGet) return answer(200, postgres.serverJson(at))
  if (what === 'replicas' && isGet) return answer(200, { value: [...postgres.replicasJson(at)] })
  if (what === 'virtualendpoints' && isGet) return answer(200, { value: [...postgres.endpointsJson(at)] })
  if (what === undefined && request.method === 'PATCH') {
    const begun = postgres.promote(at, promotionIn(jsonOf(request) ?? {}))
    if (!('id' in begun)) throw new ArmError(begun.status, begun.code, begun.message)
    const region = postgres.plan.servers.find((one) => one.name === at)?.region ?? ''
    return accepted(ports, begun, region, exchange)
  }
  throw new ArmError(
    405,
    'MethodNotAllowed',
    `The requested resource does not support http method '${request.method}'.`
  )
}

/** How a promotion stands: `…/providers/Microsoft.DBforPostgreSQL/locations/PLACE/azureAsyncOperation/ID`. Throws ArmError. */
export function answerPostgresOperation(
  { operations, postgres, pollSeconds }: PostgresPorts,
  { path }: ArmExchange
): AzureAnswer {
  const [, , what, id = ''] = path.rest
  const operation = operations.find(id)
  if (operation === undefined)
    throw new ArmError(404, 'OperationIdNotFound', `The operation with Id ${id} does not exist.`)
  const { status, startedAt, error } = operation
  const again = status === 'InProgress' ? { 'retry-after': String(pollSeconds) } : {}
  if (what === 'azureasyncoperation')
    return answer(
      200,
      { name: id, status, startTime: startedAt.toISOString(), ...(error === undefined ? {} : { error }) },
      again
    )
  if (status === 'InProgress') return answer(202, undefined, again)
  if (error !== undefined) throw new ArmError(500, error.code, error.message)
  return postgres === undefined ? { status: 204 } : answer(200, postgres.serverJson(postgres.primary()))
}
