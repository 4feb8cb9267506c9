import type { KubeObject } from '../store/kube-object.ts'
import type { ResourceExchange } from './exchange.ts'
import { parseFieldSelector } from './field-selector.ts'
import { parseLabelSelector } from './label-selector.ts'

/** Which objects a list or watch is about. */
export interface Selection {
  readonly matches: (object: KubeObject) => boolean
  /** Whether selectors narrow the list, so that remaining items cannot be counted. */
  readonly narrowed: boolean
}

/** Namespace, label and field selectors of a request. Throws StatusError 400. */
export function selectionOf(exchange: ResourceExchange): Selection {
  const labels = exchange.query.get('labelSelector') ?? ''
  const fields = exchange.query.get('fieldSelector') ?? ''
  const matchesLabels = parseLabelSelector(labels)
  const matchesFields = parseFieldSelector(exchange.kind, fields)
  const { namespace } = exchange.resource
  return {
    narrowed: labels !== '' || fields !== '',
    matches: (object) =>
      (namespace === undefined || object.metadata.namespace === namespace) &&
      matchesLabels(object.metadata.labels ?? {}) &&
      matchesFields(object)
  }
}
