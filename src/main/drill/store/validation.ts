import { jsonEqual } from './json-equal.ts'
import { isObject, listOf, objectOf, textOf } from './json-value.ts'
import type { JsonObject } from './json-value.ts'
import type { KubeObject } from './kube-object.ts'
import { nameErrors } from './name-rules.ts'
import type { FieldError } from './status-error.ts'

/** Everything wrong with an object before it is stored; `before` is the stored one in an update. */
export function validate(group: string, object: KubeObject, before: KubeObject | undefined): readonly FieldError[] {
  const errors = [...nameErrors(group, object.kind, object.metadata.name ?? '')]
  const spec = objectOf(object['spec'])
  switch (`${group}/${object.kind}`) {
    case 'apps/Deployment':
      return [...errors, ...workloadErrors(spec), ...deploymentErrors(spec), ...selectorChange(spec, before)]
    case 'apps/ReplicaSet':
      return [...errors, ...workloadErrors(spec), ...selectorChange(spec, before)]
    case '/Pod':
      return [...errors, ...containerErrors('spec.containers', spec['containers'])]
    case '/ConfigMap':
    case '/Secret':
      return [...errors, ...immutableErrors(object, before)]
    default:
      return errors
  }
}

function invalidValue(field: string, value: unknown, message: string): FieldError {
  return { field, reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(value)}: ${message}` }
}

function required(field: string, message = ''): FieldError {
  return {
    field,
    reason: 'FieldValueRequired',
    message: message === '' ? 'Required value' : `Required value: ${message}`
  }
}

function notNegative(field: string, value: unknown): readonly FieldError[] {
  if (typeof value !== 'number' || value >= 0) return []
  return [invalidValue(field, value, 'must be greater than or equal to 0')]
}

/** kubernetes pkg/apis/apps/validation/validation.go ValidateDeploymentSpec and ValidateReplicaSetSpec. */
function workloadErrors(spec: JsonObject): readonly FieldError[] {
  const errors = [...notNegative('spec.replicas', spec['replicas'])]
  const selector = spec['selector']
  if (!isObject(selector)) errors.push(required('spec.selector'))
  else if (
    listOf(selector['matchExpressions']).length === 0 &&
    Object.keys(objectOf(selector['matchLabels'])).length === 0
  ) {
    errors.push(invalidValue('spec.selector', selector, 'empty selector is invalid for deployment'))
  }
  const template = objectOf(spec['template'])
  const labels = objectOf(objectOf(template['metadata'])['labels'])
  if (isObject(selector)) {
    const wanted = Object.entries(objectOf(selector['matchLabels']))
    if (wanted.some(([key, value]) => labels[key] !== value)) {
      errors.push(invalidValue('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'))
    }
  }
  const podSpec = objectOf(template['spec'])
  errors.push(...containerErrors('spec.template.spec.containers', podSpec['containers']))
  if (podSpec['restartPolicy'] !== undefined && podSpec['restartPolicy'] !== 'Always') {
    const message = `Unsupported value: ${JSON.stringify(podSpec['restartPolicy'])}: supported values: "Always"`
    errors.push({ field: 'spec.template.spec.restartPolicy', reason: 'FieldValueNotSupported', message })
  }
  return errors
}

function deploymentErrors(spec: JsonObject): readonly FieldError[] {
  const errors = [
    ...notNegative('spec.minReadySeconds', spec['minReadySeconds']),
    ...notNegative('spec.revisionHistoryLimit', spec['revisionHistoryLimit']),
    ...notNegative('spec.progressDeadlineSeconds', spec['progressDeadlineSeconds'])
  ]
  const deadline = spec['progressDeadlineSeconds']
  const ready = typeof spec['minReadySeconds'] === 'number' ? spec['minReadySeconds'] : 0
  if (typeof deadline === 'number' && deadline <= ready) {
    errors.push(invalidValue('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds'))
  }
  return errors
}

function selectorChange(spec: JsonObject, before: KubeObject | undefined): readonly FieldError[] {
  if (before === undefined) return []
  const old = objectOf(before['spec'])['selector']
  if (jsonEqual(old, spec['selector'])) return []
  return [invalidValue('spec.selector', spec['selector'], 'field is immutable')]
}

function containerErrors(path: string, value: unknown): readonly FieldError[] {
  const containers = listOf(value).map(objectOf)
  if (containers.length === 0) return [required(path)]
  return containers.flatMap((container, index) => [
    ...(textOf(container['name']) === '' ? [required(`${path}[${index}].name`)] : []),
    ...(textOf(container['image']) === '' ? [required(`${path}[${index}].image`)] : [])
  ])
}

/** kubernetes pkg/apis/core/validation/validation.go ValidateConfigMapUpdate and ValidateSecretUpdate. */
function immutableErrors(object: KubeObject, before: KubeObject | undefined): readonly FieldError[] {
  if (before?.['immutable'] !== true) return []
  const fields = ['data', 'binaryData'].filter((field) => !jsonEqual(before[field], object[field]))
  return fields.map((field) => ({
    field,
    reason: 'FieldValueForbidden',
    message: 'Forbidden: field is immutable when `immutable` is set'
  }))
}
