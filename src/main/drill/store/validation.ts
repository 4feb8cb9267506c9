import { newerEventErrors } from './event-rules.ts'
import { forbiddenField, invalidValue } from './field-errors.ts'
import { jsonEqual } from './json-equal.ts'
import { objectOf } from './json-value.ts'
import type { JsonObject } from './json-value.ts'
import type { KubeObject } from './kube-object.ts'
import { annotationErrors, labelErrors } from './label-rules.ts'
import { nameErrors } from './name-rules.ts'
import type { FieldError } from './status-error.ts'
import {
  daemonSetErrors,
  deploymentErrors,
  podSpecErrors,
  replicaSetErrors,
  statefulSetErrors
} from './workload-rules.ts'

/** Everything wrong with an object before it is stored; `before` is the stored one in an update. */
export function validate(group: string, object: KubeObject, before: KubeObject | undefined): readonly FieldError[] {
  const errors = [
    ...nameErrors(group, object.kind, object.metadata.name ?? ''),
    ...labelErrors('metadata.labels', object.metadata.labels),
    ...annotationErrors('metadata.annotations', object.metadata.annotations)
  ]
  const spec = objectOf(object['spec'])
  switch (`${group}/${object.kind}`) {
    case 'apps/Deployment':
      return [...errors, ...deploymentErrors(spec), ...selectorChange(spec, before)]
    case 'apps/ReplicaSet':
      return [...errors, ...replicaSetErrors(spec), ...selectorChange(spec, before)]
    case 'apps/StatefulSet':
      return [...errors, ...statefulSetErrors(spec), ...selectorChange(spec, before)]
    case 'apps/DaemonSet':
      return [...errors, ...daemonSetErrors(spec), ...selectorChange(spec, before)]
    case '/Pod':
      return [...errors, ...podSpecErrors('spec', spec)]
    case '/Service':
      return [...errors, ...addressChange(spec, before)]
    case 'events.k8s.io/Event':
      return before === undefined ? [...errors, ...newerEventErrors(object)] : errors
    case '/ConfigMap':
    case '/Secret':
      return [...errors, ...immutableErrors(object, before)]
    default:
      return errors
  }
}

function selectorChange(spec: JsonObject, before: KubeObject | undefined): readonly FieldError[] {
  if (before === undefined) return []
  const old = objectOf(before['spec'])['selector']
  if (jsonEqual(old, spec['selector'])) return []
  return [invalidValue('spec.selector', spec['selector'], 'field is immutable')]
}

/** kubernetes pkg/apis/core/validation/validation.go validateUpgradeDowngradeClusterIPs, for one address family. */
function addressChange(spec: JsonObject, before: KubeObject | undefined): readonly FieldError[] {
  const old = objectOf(before?.['spec'])
  if (old['clusterIP'] === undefined || spec['type'] === 'ExternalName' || old['clusterIP'] === spec['clusterIP']) {
    return []
  }
  return [invalidValue('spec.clusterIPs[0]', [spec['clusterIP']], 'may not change once set')]
}

/** kubernetes pkg/apis/core/validation/validation.go ValidateConfigMapUpdate and ValidateSecretUpdate. */
function immutableErrors(object: KubeObject, before: KubeObject | undefined): readonly FieldError[] {
  if (before?.['immutable'] !== true) return []
  const fields = ['data', 'binaryData'].filter((field) => !jsonEqual(before[field], object[field]))
  return fields.map((field) => forbiddenField(field, 'field is immutable when `immutable` is set'))
}
