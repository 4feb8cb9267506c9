import { listOf, numberOf, objectOf, textOf } from '../../store/json-value.ts'
import { accountJson, accountType } from '../cosmos/account-json.ts'
import { plainRegion } from '../cosmos/account.ts'
import type { Cosmos, CosmosRefusal } from '../cosmos/cosmos.ts'
import { isOperation } from '../cosmos/cosmos.ts'
import type { AzureAnswer } from '../http.ts'
import { answer, jsonOf } from '../http.ts'
import type { Operation, Operations } from '../operations.ts'
import type { AzurePlan } from '../plan.ts'
import { ArmError, badRequest, noSuchResource } from './arm-error.ts'
import type { ArmExchange } from './exchange.ts'

export interface AccountPorts {
  readonly plan: AzurePlan
  readonly cosmos: Cosmos | undefined
  readonly operations: Operations
  readonly base: () => string
  /** Seconds until somebody who polls should ask again. */
  readonly pollSeconds: number
}

/** This provider writes its errors flat, with an activity id in the text (its OpenAPI, ErrorResponse). */
function refusal({ status, code, message }: CosmosRefusal): AzureAnswer {
  return answer(status, { code, message })
}

/** 202 with the addresses of the operation, in the region's own name as upstream does. */
function accepted(ports: AccountPorts, { id, resultsPath }: Operation, exchange: ArmExchange): AzureAnswer {
  const version = `api-version=${exchange.request.query.get('api-version') ?? ''}`
  const place = plainRegion(ports.cosmos?.account.plan.regions[0] ?? 'eastus')
  const status = `/subscriptions/${ports.plan.subscription}/providers/Microsoft.DocumentDB/locations/${place}/operationsStatus/${id}`
  return answer(
    202,
    { status: 'Enqueued' },
    {
      'azure-asyncoperation': `${ports.base()}${status}?${version}`,
      location: `${ports.base()}${resultsPath}?${version}`,
      'retry-after': String(ports.pollSeconds)
    }
  )
}

function posted(ports: AccountPorts, cosmos: Cosmos, exchange: ArmExchange): AzureAnswer {
  const body = jsonOf(exchange.request)
  if (body === undefined)
    throw badRequest('The request content was invalid and could not be deserialized.', 'InvalidRequestContent')
  const what = exchange.path.rest[2]
  if (what === 'failoverprioritychange') {
    const policies = listOf(body['failoverPolicies']).map(objectOf)
    const wanted = policies.map(({ locationName, failoverPriority }) => ({
      name: textOf(locationName),
      priority: numberOf(failoverPriority)
    }))
    const begun = cosmos.changePriorities(wanted)
    if (begun === undefined) return { status: 204 }
    return isOperation(begun) ? accepted(ports, begun, exchange) : refusal(begun)
  }
  if (what === 'offlineregion') {
    const begun = cosmos.takeOffline(textOf(body['region']))
    return isOperation(begun) ? accepted(ports, begun, exchange) : refusal(begun)
  }
  // A region that was taken offline is brought back by the service itself, or by a support request.
  return refusal({ status: 400, code: 'BadRequest', message: 'The region cannot be brought online by the customer.' })
}

/** What is asked of Cosmos DB accounts. Throws ArmError. */
export function answerAccounts(ports: AccountPorts, exchange: ArmExchange): AzureAnswer {
  const { request, path } = exchange
  const { cosmos, plan } = ports
  const [, name, what, id] = path.rest
  if (name === undefined) return answer(200, { value: cosmos === undefined ? [] : [accountJson(plan, cosmos.account)] })
  if (cosmos === undefined || cosmos.account.plan.name !== name.toLowerCase())
    throw noSuchResource(accountType, name, path.group ?? '')
  if (request.method === 'GET' && what === undefined) return answer(200, accountJson(plan, cosmos.account))
  if (request.method === 'GET' && what === 'operationresults') {
    const operation = ports.operations.find(id ?? '')
    if (operation === undefined) throw new ArmError(404, 'NotFound', `Operation '${id ?? ''}' was not found.`)
    if (operation.error !== undefined) throw badRequest(operation.error.message, operation.error.code)
    return operation.status === 'InProgress'
      ? answer(202, undefined, { 'retry-after': String(ports.pollSeconds) })
      : { status: 204 }
  }
  if (request.method === 'POST' && ['failoverprioritychange', 'offlineregion', 'onlineregion'].includes(what ?? ''))
    return posted(ports, cosmos, exchange)
  throw new ArmError(
    405,
    'MethodNotAllowed',
    `The requested resource does not support http method '${request.method}'.`
  )
}

/** How an operation stands: `…/providers/Microsoft.DocumentDB/locations/PLACE/operationsStatus/ID`. Throws ArmError. */
export function answerOperationStatus(ports: AccountPorts, exchange: ArmExchange): AzureAnswer {
  const [, , , id = ''] = exchange.path.rest
  const operation = ports.operations.find(id)
  if (operation === undefined) throw new ArmError(404, 'NotFound', `Operation '${id}' was not found.`)
  const { status, startedAt, endedAt, error } = operation
  const body = {
    id: exchange.request.path,
    name: id,
    status: status === 'InProgress' ? 'Dequeued' : status,
    startTime: startedAt.toISOString(),
    ...(endedAt === undefined ? {} : { endTime: endedAt.toISOString() }),
    ...(error === undefined ? {} : { error })
  }
  return answer(200, body, status === 'InProgress' ? { 'retry-after': String(ports.pollSeconds) } : {})
}
