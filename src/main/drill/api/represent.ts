import { stringify } from 'yaml'
import { apiVersionOf } from '../store/kube-object.ts'
import type { KubeObject } from '../store/kube-object.ts'
import { json, withType } from './exchange.ts'
import type { Answer, ApiContext, ResourceExchange } from './exchange.ts'
import { negotiate } from './negotiate.ts'
import type { ListMeta } from './list-meta.ts'
import type { AnswerForm } from './negotiate.ts'
import { partialOf } from './partial-metadata.ts'
import { tableOf } from './table.ts'

const ONE: readonly AnswerForm[] = ['json', 'table', 'partial', 'yaml']
const LIST: readonly AnswerForm[] = ['json', 'table', 'partialList', 'yaml']

/** One object in the form that the client accepts. */
export function objectAnswer(
  context: ApiContext,
  exchange: ResourceExchange,
  status: number,
  object: KubeObject,
  warnings: readonly string[] = []
): Answer {
  const form = negotiate(exchange.headers.accept, ONE)
  const meta = { resourceVersion: object.metadata.resourceVersion ?? '' }
  if (form === 'table') return { ...json(exchange, status, tableOf(context, exchange, [object], meta)), warnings }
  if (form === 'yaml') return { status, contentType: 'application/yaml', body: stringify(object), warnings }
  return { ...json(exchange, status, form === 'partial' ? partialOf(object) : withType(object)), warnings }
}

/** A list in the form that the client accepts. */
export function listAnswer(
  context: ApiContext,
  exchange: ResourceExchange,
  items: readonly KubeObject[],
  metadata: ListMeta
): Answer {
  const form = negotiate(exchange.headers.accept, LIST)
  if (form === 'table') return json(exchange, 200, tableOf(context, exchange, items, metadata))
  const value =
    form === 'partialList'
      ? { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata, items: items.map(partialOf) }
      : {
          kind: `${exchange.kind.kind}List`,
          apiVersion: apiVersionOf(exchange.kind),
          metadata,
          items: exchange.kind.custom ? items : items.map(withoutType)
        }
  return form === 'yaml'
    ? { status: 200, contentType: 'application/yaml', body: stringify(value) }
    : json(exchange, 200, value)
}

/** Items of typed lists carry no kind: the list names it. */
function withoutType(object: KubeObject): object {
  const { apiVersion: _apiVersion, kind: _kind, ...rest } = object
  return rest
}
