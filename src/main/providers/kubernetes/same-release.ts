import { objectAt, type JsonObject } from '../../lib/json-access.ts'
import { sameTemplate } from './pod-template.ts'

const restartedAt = 'kubectl.kubernetes.io/restartedAt'

/** Whether two templates differ in no more than what a restart writes (kubernetes/kubectl pkg/polymorphichelpers/objectrestarter.go). */
export function isSameRelease(a: JsonObject, b: JsonObject): boolean {
  return sameTemplate(withoutRestart(a), withoutRestart(b))
}

/** A template whose only annotation was of a restart is as one that never had any. */
function withoutRestart(template: JsonObject): JsonObject {
  const { annotations: _, ...metadata } = objectAt(template, 'metadata')
  const { [restartedAt]: __, ...others } = objectAt(template, 'metadata', 'annotations')
  const kept = Object.keys(others).length === 0 ? {} : { annotations: others }
  return { ...template, metadata: { ...metadata, ...kept } }
}
