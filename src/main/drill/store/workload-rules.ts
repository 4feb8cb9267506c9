import { containerErrors, labelNameErrors, oneOf } from './container-rules.ts'
import { duplicate, forbiddenField, invalidValue, notNegative, notSupported, required } from './field-errors.ts'
import { isObject, listOf, numberOf, objectOf, textOf } from './json-value.ts'
import type { JsonObject } from './json-value.ts'
import { annotationErrors, labelErrors, selectorErrors, selectorMatches } from './label-rules.ts'
import type { FieldError } from './status-error.ts'

/** kubernetes pkg/apis/apps/validation/validation.go ValidateDeploymentSpec. */
export function deploymentErrors(spec: JsonObject): readonly FieldError[] {
  const deadline = spec['progressDeadlineSeconds']
  const isShort = typeof deadline === 'number' && deadline <= numberOf(spec['minReadySeconds'])
  return [
    ...notNegative('spec.replicas', spec['replicas']),
    ...podSourceErrors(spec),
    ...strategyErrors('spec.strategy', objectOf(spec['strategy'])),
    ...notNegative('spec.minReadySeconds', spec['minReadySeconds']),
    ...notNegative('spec.revisionHistoryLimit', spec['revisionHistoryLimit']),
    ...notNegative('spec.progressDeadlineSeconds', deadline),
    ...(isShort ? [invalidValue('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds')] : [])
  ]
}

/** kubernetes pkg/apis/apps/validation/validation.go ValidateReplicaSetSpec. */
export function replicaSetErrors(spec: JsonObject): readonly FieldError[] {
  return [
    ...notNegative('spec.replicas', spec['replicas']),
    ...notNegative('spec.minReadySeconds', spec['minReadySeconds']),
    ...podSourceErrors(spec)
  ]
}

/** kubernetes pkg/apis/apps/validation/validation.go ValidateStatefulSetSpec, as far as people get it wrong. */
export function statefulSetErrors(spec: JsonObject): readonly FieldError[] {
  const { type, rollingUpdate } = objectOf(spec['updateStrategy'])
  const field = 'spec.updateStrategy'
  return [
    ...oneOf('spec.podManagementPolicy', spec['podManagementPolicy'], ['OrderedReady', 'Parallel']),
    ...oneOf(field, type, ['OnDelete', 'RollingUpdate']),
    ...notNegative(`${field}.rollingUpdate.partition`, objectOf(rollingUpdate)['partition']),
    ...notNegative('spec.replicas', spec['replicas']),
    ...podSourceErrors(spec)
  ]
}

/** kubernetes pkg/apis/apps/validation/validation.go ValidateDaemonSetSpec, as far as people get it wrong. */
export function daemonSetErrors(spec: JsonObject): readonly FieldError[] {
  const { type, rollingUpdate } = objectOf(spec['updateStrategy'])
  const field = 'spec.updateStrategy'
  return [
    ...podSourceErrors(spec),
    ...notNegative('spec.minReadySeconds', spec['minReadySeconds']),
    ...oneOf(`${field}.type`, type, ['OnDelete', 'RollingUpdate']),
    ...(type === 'RollingUpdate' ? rollingUpdateErrors(`${field}.rollingUpdate`, objectOf(rollingUpdate)) : []),
    ...notNegative('spec.revisionHistoryLimit', spec['revisionHistoryLimit'])
  ]
}

/** The selector and the template that has to fit it (ValidatePodTemplateSpecForReplicaSet). */
function podSourceErrors(spec: JsonObject): readonly FieldError[] {
  const selector = isObject(spec['selector']) ? spec['selector'] : undefined
  if (selector === undefined)
    return [required('spec.selector'), ...templateErrors(objectOf(spec['template']), undefined)]
  const wrong = selectorErrors('spec.selector', selector)
  const count = Object.keys(objectOf(selector['matchLabels'])).length + listOf(selector['matchExpressions']).length
  return [
    ...wrong,
    ...(count === 0 ? [invalidValue('spec.selector', selector, 'empty selector is invalid for deployment')] : []),
    // With a selector that cannot be read nobody looks at the template.
    ...(wrong.length > 0
      ? [invalidValue('spec.selector', selector, 'invalid label selector')]
      : templateErrors(objectOf(spec['template']), selector))
  ]
}

/** No selector at all selects nothing, an empty one everything. */
function templateErrors(template: JsonObject, selector: JsonObject | undefined): readonly FieldError[] {
  const { labels, annotations } = objectOf(template['metadata'])
  const fits = selector !== undefined && selectorMatches(selector, objectOf(labels))
  const shown = isObject(labels) ? inOrder(labels) : null
  const policy = objectOf(template['spec'])['restartPolicy']
  return [
    ...(fits
      ? []
      : [invalidValue('spec.template.metadata.labels', shown, '`selector` does not match template `labels`')]),
    ...labelErrors('spec.template.labels', labels),
    ...annotationErrors('spec.template.annotations', annotations),
    ...podSpecErrors('spec.template.spec', objectOf(template['spec'])),
    ...(policy === undefined || policy === 'Always'
      ? []
      : [notSupported('spec.template.spec.restartPolicy', policy, ['Always'])])
  ]
}

/** Members as Go writes those of a map. */
function inOrder(map: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(map).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** kubernetes pkg/apis/core/validation/validation.go ValidatePodSpec, as far as people get pods wrong. */
export function podSpecErrors(field: string, spec: JsonObject): readonly FieldError[] {
  const volumes = new Set<string>()
  const ofVolumes = listOf(spec['volumes']).flatMap((volume, index) => {
    const path = `${field}.volumes[${index}].name`
    const name = textOf(objectOf(volume)['name'])
    const errors = [...labelNameErrors(path, name), ...(volumes.has(name) ? [duplicate(path, name)] : [])]
    if (errors.length === 0) volumes.add(name)
    return errors
  })
  const initial = listOf(spec['initContainers']).map(objectOf)
  return [
    ...ofVolumes,
    ...containerErrors(`${field}.containers`, listOf(spec['containers']).map(objectOf), volumes),
    ...(initial.length === 0 ? [] : containerErrors(`${field}.initContainers`, initial, volumes)),
    ...oneOf(`${field}.restartPolicy`, spec['restartPolicy'], ['Always', 'OnFailure', 'Never']),
    ...labelErrors(`${field}.nodeSelector`, spec['nodeSelector'])
  ]
}

/** kubernetes pkg/apis/apps/validation/validation.go ValidateDeploymentStrategy. */
function strategyErrors(field: string, strategy: JsonObject): readonly FieldError[] {
  const { type, rollingUpdate } = strategy
  switch (type) {
    case 'Recreate':
      if (rollingUpdate === undefined) return []
      return [forbiddenField(`${field}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'")]
    case 'RollingUpdate':
      return rollingUpdateErrors(`${field}.rollingUpdate`, objectOf(rollingUpdate))
    default: {
      // Upstream shows its internal type, whose members are not named as in the API.
      const { maxUnavailable = null, maxSurge = null } = objectOf(rollingUpdate)
      const shown = isObject(rollingUpdate) ? { MaxUnavailable: maxUnavailable, MaxSurge: maxSurge } : null
      const value = { Type: type, RollingUpdate: shown }
      return [notSupported(field, value, ['Recreate', 'RollingUpdate'])]
    }
  }
}

function rollingUpdateErrors(field: string, { maxUnavailable, maxSurge }: JsonObject): readonly FieldError[] {
  const percent = percentOf(maxUnavailable)
  return [
    ...shareErrors(`${field}.maxUnavailable`, maxUnavailable),
    ...shareErrors(`${field}.maxSurge`, maxSurge),
    ...(amountOf(maxUnavailable) === 0 && amountOf(maxSurge) === 0
      ? [invalidValue(`${field}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0')]
      : []),
    ...(percent !== undefined && percent > 100
      ? [invalidValue(`${field}.maxUnavailable`, maxUnavailable, 'must not be greater than 100%')]
      : [])
  ]
}

function shareErrors(field: string, value: unknown): readonly FieldError[] {
  if (typeof value !== 'string') return notNegative(field, value)
  if (percentOf(value) !== undefined) return []
  const message =
    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for " +
    "validation is '[0-9]+%')"
  return [invalidValue(field, value, message)]
}

function percentOf(value: unknown): number | undefined {
  const digits = /^([0-9]+)%$/.exec(textOf(value))?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** Texts that are no number count as 0 (kubernetes/apimachinery pkg/util/intstr/intstr.go IntValue). */
function amountOf(value: unknown): number {
  return percentOf(value) ?? (typeof value === 'number' ? value : Number.parseInt(textOf(value), 10) || 0)
}
