import { invalidValue, required } from './field-errors.ts'
import { numberOf, objectOf, textOf } from './json-value.ts'
import type { KubeObject } from './kube-object.ts'
import type { FieldError } from './status-error.ts'

/** What a new event of events.k8s.io/v1 lacks (kubernetes pkg/apis/core/validation/events.go ValidateEventCreate). */
export function newerEventErrors(event: KubeObject): readonly FieldError[] {
  const isTimed = event['eventTime'] !== null && event['eventTime'] !== undefined
  const missing = ['reportingController', 'reportingInstance', 'action', 'reason'].filter(
    (field) => isTimed && textOf(event[field]) === ''
  )
  const type = textOf(event['type'])
  const source = objectOf(event['deprecatedSource'])
  return [
    ...missing.map((field) => required(field)),
    ...(isTimed ? [] : [required('eventTime')]),
    ...(type === 'Normal' || type === 'Warning' ? [] : [invalidValue('type', '', `has invalid value: ${type}`)]),
    ...(event['deprecatedFirstTimestamp'] ? [unset('firstTimestamp')] : []),
    ...(event['deprecatedLastTimestamp'] ? [unset('lastTimestamp')] : []),
    ...(numberOf(event['deprecatedCount']) === 0 ? [] : [unset('count')]),
    ...(Object.keys(source).length === 0 ? [] : [unset('source')])
  ]
}

function unset(field: string): FieldError {
  return invalidValue(field, '', 'needs to be unset')
}
