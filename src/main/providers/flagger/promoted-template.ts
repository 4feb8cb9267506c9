import { at, isJsonObject, objectAt, stringAt, type JsonObject } from '../../lib/json-access.ts'
import type { KubeObject } from '../../ports/kube.ts'

const suffix = '-primary'

/** Labels that Flagger may select by, in its order (cmd/flagger/main.go, flag `selector-labels`). */
const selectorLabels = ['app', 'name', 'app.kubernetes.io/name'] as const

/**
 * The pod template of a primary with Flagger's own changes taken back, to be compared with one of the target's. Whether the
 * name of a ConfigMap or a Secret was changed cannot be told by itself, as `settings-primary` may be its own name: it is
 * taken back where `candidate` has the shorter one in the same place.
 * fluxcd/flagger pkg/canary/deployment_controller.go Promote, getPrimaryDeploymentTemplateSpec; util.go makeAnnotations,
 * makePrimaryLabels; config_tracker.go ApplyPrimaryConfigs
 */
export function promotedTemplate(primary: KubeObject, target: KubeObject, candidate: JsonObject): JsonObject {
  const template = objectAt(primary, 'spec', 'template')
  const label = selectorLabels.find((key) => stringAt(target, 'spec', 'selector', 'matchLabels', key) !== '') ?? ''
  const from = stringAt(primary, 'spec', 'selector', 'matchLabels', label) || primary.metadata.name
  const to = from.endsWith(suffix) ? from.slice(0, -suffix.length) : from
  const bare = comparableTemplate(template)
  const labels = objectAt(bare, 'metadata', 'labels')
  const relabelled = labels[label] === from ? { ...labels, [label]: to } : labels
  const spec = spreadNames(objectAt(bare, 'spec'), { from, to })
  return {
    ...bare,
    metadata: { ...objectAt(bare, 'metadata'), ...(Object.keys(relabelled).length > 0 ? { labels: relabelled } : {}) },
    spec: originalNames(spec, objectAt(candidate, 'spec'))
  }
}

/** A template of the target without the marks that Flagger leaves out when it copies one. */
export function comparableTemplate(template: JsonObject): JsonObject {
  const { annotations: _annotations, labels: _labels, ...rest } = objectAt(template, 'metadata')
  const annotations = kept(objectAt(template, 'metadata', 'annotations'), (key) => key !== 'flagger-id')
  const labels = kept(objectAt(template, 'metadata', 'labels'), (key) => key !== 'pod-template-hash')
  const metadata = {
    ...rest,
    ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
    ...(Object.keys(labels).length > 0 ? { labels } : {})
  }
  return { ...template, metadata }
}

/** Marks of Flux are left out as well (util.go toolkitMarker). */
function kept(values: JsonObject, isKept: (key: string) => boolean): JsonObject {
  return Object.fromEntries(Object.entries(values).filter(([key]) => isKept(key) && !key.includes('toolkit.fluxcd.io')))
}

/** Members that hold the name of a ConfigMap or a Secret. */
const references: ReadonlySet<string> = new Set([
  'configMap',
  'secret',
  'configMapKeyRef',
  'secretKeyRef',
  'configMapRef',
  'secretRef'
])

function originalNames(value: JsonObject, like: unknown): JsonObject {
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const other = at(like, key)
      return [
        key,
        references.has(key) && isJsonObject(member) ? originalReference(member, other) : originalIn(member, other)
      ]
    })
  )
}

function originalIn(value: unknown, like: unknown): unknown {
  if (Array.isArray(value)) {
    const others: readonly unknown[] = Array.isArray(like) ? like : []
    return value.map((item, index) => originalIn(item, others[index]))
  }
  return isJsonObject(value) ? originalNames(value, like) : value
}

/** A volume names its Secret in `secretName`, everything else in `name`. */
function originalReference(reference: JsonObject, like: unknown): JsonObject {
  return Object.fromEntries(
    Object.entries(reference).map(([key, value]) => {
      const other = at(like, key)
      const isCopy =
        (key === 'name' || key === 'secretName') && typeof other === 'string' && value === `${other}${suffix}`
      return [key, isCopy ? other : value]
    })
  )
}

/** Values of spread constraints and anti-affinity that name the workload's pods. */
function spreadNames(spec: JsonObject, names: { readonly from: string; readonly to: string }): JsonObject {
  const swap = (value: unknown): unknown => {
    if (value === names.from) return names.to
    if (Array.isArray(value)) return value.map(swap)
    return isJsonObject(value)
      ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, swap(member)]))
      : value
  }
  return Object.fromEntries(
    Object.entries(spec).map(([key, value]) => [
      key,
      key === 'topologySpreadConstraints' || key === 'affinity' ? swap(value) : value
    ])
  )
}
