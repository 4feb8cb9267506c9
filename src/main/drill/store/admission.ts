import { listOf, objectOf, textOf } from './json-value.ts'
import type { JsonObject } from './json-value.ts'
import type { KubeObject } from './kube-object.ts'
import { qosClass, withPodAdmission } from './pod-defaults.ts'

/** What creating an object needs besides the object. */
export interface AdmissionContext {
  readonly at: string
  readonly allocateIp: () => string
}

/**
 * What the server does to a new object after its fields were attributed to their manager: admission plugins and the
 * registry's PrepareForCreate. A seeded object's own status wins.
 */
export function admitNew(group: string, object: KubeObject, context: AdmissionContext): KubeObject {
  const status = objectOf(object['status'])
  const spec = objectOf(object['spec'])
  switch (`${group}/${object.kind}`) {
    case '/Pod': {
      const admitted = withPodAdmission(spec)
      return { ...object, spec: admitted, status: { phase: 'Pending', qosClass: qosClass(admitted), ...status } }
    }
    case '/Namespace':
      return { ...object, spec: { finalizers: ['kubernetes'], ...spec }, status: { phase: 'Active', ...status } }
    case '/Service':
      return { ...object, spec: withClusterIp(spec, context) }
    case 'apiextensions.k8s.io/CustomResourceDefinition':
      return { ...object, status: { ...definitionStatus(spec, context.at), ...status } }
    default:
      return object
  }
}

/**
 * What an update leaves out and the server had allocated stays
 * (kubernetes pkg/registry/core/service/storage/storage.go patchAllocatedValues, and alloc.go initIPFamilyFields).
 */
export function keepAllocated(group: string, current: KubeObject, next: KubeObject): KubeObject {
  if (group !== '' || next.kind !== 'Service') return next
  const [before, spec] = [objectOf(current['spec']), objectOf(next['spec'])]
  if (before['type'] === 'ExternalName' || spec['type'] === 'ExternalName') return next
  const missing = ALLOCATED.filter((field) => spec[field] === undefined && before[field] !== undefined)
  if (missing.length === 0) return next
  return { ...next, spec: { ...spec, ...Object.fromEntries(missing.map((field) => [field, before[field]])) } }
}

const ALLOCATED = ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy']

function withClusterIp(spec: JsonObject, context: AdmissionContext): JsonObject {
  if (spec['type'] === 'ExternalName') return spec
  const address = textOf(spec['clusterIP']) || context.allocateIp()
  return { clusterIPs: [address], ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack', ...spec, clusterIP: address }
}

function definitionStatus(spec: JsonObject, at: string): JsonObject {
  const condition = (type: string, reason: string, message: string): JsonObject => ({
    lastTransitionTime: at,
    message,
    reason,
    status: 'True',
    type
  })
  const stored = listOf(spec['versions']).filter((version) => objectOf(version)['storage'] === true)
  return {
    acceptedNames: spec['names'],
    conditions: [
      condition('NamesAccepted', 'NoConflicts', 'no conflicts found'),
      condition('Established', 'InitialNamesAccepted', 'the initial names have been accepted')
    ],
    storedVersions: stored.map((version) => objectOf(version)['name'])
  }
}
