import { listOf, objectOf, textOf } from '../store/json-value.ts'
import type { KindDefinition } from '../store/kind-definition.ts'
import type { KubeObject } from '../store/kube-object.ts'
import { badRequest } from '../store/status-error.ts'

/** Decides whether an object is selected. */
export type ObjectMatcher = (object: KubeObject) => boolean

const COMMON = ['metadata.name', 'metadata.namespace']

/** Fields by which each kind can be selected (kubernetes pkg/apis/core/v1/conversion.go AddFieldLabelConversionsFor...). */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  '/Pod': [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.podIPs',
    'status.nominatedNodeName'
  ],
  '/Node': ['spec.unschedulable'],
  '/Namespace': ['status.phase'],
  '/Secret': ['type'],
  '/Service': ['spec.clusterIP', 'spec.type'],
  '/Event': [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type'
  ],
  'events.k8s.io/Event': [
    'reason',
    'regarding.kind',
    'regarding.namespace',
    'regarding.name',
    'regarding.uid',
    'regarding.apiVersion',
    'regarding.resourceVersion',
    'regarding.fieldPath',
    'reportingController',
    'type'
  ],
  'apps/ReplicaSet': ['status.replicas']
}

/** Parses a field selector for a kind. Throws StatusError 400 for fields that cannot be selected by. */
export function parseFieldSelector(kind: KindDefinition, selector: string): ObjectMatcher {
  const terms = splitTerms(selector).map((term) => parseTerm(kind, term))
  return (object) => terms.every((matches) => matches(object))
}

function parseTerm(kind: KindDefinition, term: string): ObjectMatcher {
  const match = /^(.*?)(==|!=|=)(.*)$/s.exec(term)
  if (match === null) throw badRequest(`invalid selector: '${term}'; can't understand '${term}'`)
  const [, field = '', operator, raw = ''] = match
  const known = FIELDS[`${kind.group}/${kind.kind}`]
  if (!COMMON.includes(field) && known?.includes(field) !== true) throw unsupported(known, field)
  const value = raw.replaceAll(/\\(.)/g, '$1')
  return (object) => (fieldOf(object, field) === value) === (operator !== '!=')
}

function unsupported(known: readonly string[] | undefined, field: string): Error {
  if (known !== undefined) return badRequest(`field label not supported: ${field}`)
  return badRequest(`"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`)
}

function fieldOf(object: KubeObject, field: string): string {
  if (field === 'source') return textOf(objectOf(object['source'])['component'] ?? object['reportingComponent'])
  if (field === 'status.podIPs') {
    return listOf(objectOf(object['status'])['podIPs'])
      .map((entry) => textOf(objectOf(entry)['ip']))
      .join(',')
  }
  let value: unknown = object
  for (const part of field.split('.')) value = objectOf(value)[part]
  if (value === undefined && (field === 'spec.hostNetwork' || field === 'spec.unschedulable')) return 'false'
  return typeof value === 'boolean' || typeof value === 'number' ? String(value) : textOf(value)
}

function splitTerms(selector: string): readonly string[] {
  return selector
    .split(/(?<!\\),/)
    .map((term) => term.trim())
    .filter((term) => term !== '')
}
