import { at, isJsonObject, type JsonObject } from '../../lib/json-access.ts'
import { sameTemplate } from '../../providers/kubernetes/pod-template.ts'

/**
 * Whether two templates run the same code: they differ in labels and annotations alone, as after `kubectl rollout
 * restart` (kubectl pkg/polymorphichelpers/objectrestarter.go) or Flagger's `flagger-id`.
 */
export function runsTheSame(one: JsonObject, other: JsonObject): boolean {
  return sameTemplate(withoutMarks(one), withoutMarks(other))
}

/** A template is never changed in place, and what it runs is compared at each observation, of hundreds of services. */
const unmarked = new WeakMap<JsonObject, JsonObject>()

function withoutMarks(template: JsonObject): JsonObject {
  const known = unmarked.get(template)
  if (known !== undefined) return known
  const metadata = at(template, 'metadata')
  const { labels: _labels, annotations: _annotations, ...rest } = isJsonObject(metadata) ? metadata : {}
  const bare = { ...template, metadata: rest }
  unmarked.set(template, bare)
  return bare
}
