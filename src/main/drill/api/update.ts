import { badRequest, invalid } from '../store/status-error.ts'
import { inNamespace } from './create.ts'
import { isDryRun, sentObject } from './decode-body.ts'
import { managerOf } from './exchange.ts'
import type { Answer, ApiContext, ResourceExchange } from './exchange.ts'
import { named } from './read.ts'
import { objectAnswer } from './represent.ts'
import { requireUid } from './uid-precondition.ts'
import { writeSubresource } from './write-subresource.ts'

/** PUT of a whole object or of its status. */
export function update(context: ApiContext, exchange: ResourceExchange): Answer {
  const { object, warnings } = sentObject(context, exchange)
  const { name = '' } = exchange.resource
  const own = object.metadata.name ?? ''
  if (own === '') throw badRequest('name must be provided')
  if (own !== name) throw badRequest(`the name of the object (${own}) does not match the name on the URL (${name})`)
  requireUid(exchange, named(context, exchange), object.metadata.uid)
  requireVersion(exchange, object.metadata.resourceVersion)
  const by = { manager: managerOf(exchange), user: exchange.user.name, ...writeSubresource(exchange) }
  const stored = context.store.update(exchange.key, inNamespace(exchange, object), by, { dryRun: isDryRun(exchange) })
  return objectAnswer(context, exchange, 200, stored, warnings)
}

/** Kinds that refuse an update without a resourceVersion (AllowUnconditionalUpdate is false). */
function requireVersion(exchange: ResourceExchange, resourceVersion: string | undefined): void {
  const { kind } = exchange
  if ((resourceVersion ?? '') !== '' || (!kind.custom && kind.kind !== 'Lease')) return
  throw invalid(kind.group, kind.kind, exchange.resource.name ?? '', [
    {
      field: 'metadata.resourceVersion',
      reason: 'FieldValueInvalid',
      message: 'Invalid value: 0: must be specified for an update'
    }
  ])
}
