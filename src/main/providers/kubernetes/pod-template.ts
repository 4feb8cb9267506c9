import { objectAt, type JsonObject } from '../../lib/json-access.ts'
import { templateMeaning } from './template-meaning.ts'

/** argoproj/argo-rollouts pkg/apis/rollouts/v1alpha1/types.go DefaultRolloutUniqueLabelKey stands beside the Deployment's. */
const hashLabels = ['pod-template-hash', 'rollouts-pod-template-hash']

/** A pod template as undo sends it: the controller's own hash label taken out, everything else untouched. */
export function withoutHash(template: JsonObject): JsonObject {
  const metadata = objectAt(template, 'metadata')
  const labels = objectAt(metadata, 'labels')
  if (!hashLabels.some((label) => Object.hasOwn(labels, label))) return template
  const rest = Object.fromEntries(Object.entries(labels).filter(([label]) => !hashLabels.includes(label)))
  return { ...template, metadata: { ...metadata, labels: rest } }
}

/**
 * Whether two templates mean the same to Kubernetes, apart from the hash label.
 * Follows kubernetes pkg/controller/deployment/util/deployment_util.go EqualIgnoreHash.
 */
export function sameTemplate(a: JsonObject, b: JsonObject): boolean {
  return a === b || meaningOf(a) === meaningOf(b)
}

/** What the server sent is never changed in place, and a list of services compares the same templates at every poll. */
const meanings = new WeakMap<JsonObject, string>()

/** What {@link sameTemplate} compares: one text for all templates that mean the same. */
export function meaningOf(template: JsonObject): string {
  const known = meanings.get(template)
  if (known !== undefined) return known
  const meaning = templateMeaning(withoutHash(template))
  meanings.set(template, meaning)
  return meaning
}
