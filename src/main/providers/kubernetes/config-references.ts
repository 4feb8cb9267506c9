import { arrayAt, at, objectAt, stringAt, type JsonObject } from '../../lib/json-access.ts'

/** A ConfigMap or Secret that a pod template reads. */
export interface ConfigReference {
  readonly kind: 'ConfigMap' | 'Secret'
  readonly name: string
  /** Every place that names it does without it when it is not there. */
  readonly optional: boolean
}

/**
 * Every ConfigMap and Secret that the containers of a template read: env, envFrom, volumes and projected volumes,
 * init and ephemeral containers included; image pull secrets left out, they do not change behaviour.
 * Follows kubernetes pkg/api/v1/pod/util.go VisitPodConfigmapNames and VisitPodSecretNames.
 */
export function configReferences(template: JsonObject): readonly ConfigReference[] {
  const spec = objectAt(template, 'spec')
  const containers = ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) => arrayAt(spec, list))
  const found = [...containers.flatMap(ofContainer), ...arrayAt(spec, 'volumes').flatMap(ofVolume)]
  const present = found.filter((reference) => reference.name !== '')
  const byName = new Map<string, ConfigReference>()
  for (const reference of present) {
    const key = `${reference.kind}/${reference.name}`
    const optional = reference.optional && (byName.get(key)?.optional ?? true)
    byName.set(key, { ...reference, optional })
  }
  return [...byName.values()]
}

function ofContainer(container: unknown): readonly ConfigReference[] {
  const fromEnv = arrayAt(container, 'env').flatMap((variable) => [
    named('ConfigMap', at(variable, 'valueFrom', 'configMapKeyRef')),
    named('Secret', at(variable, 'valueFrom', 'secretKeyRef'))
  ])
  const fromAll = arrayAt(container, 'envFrom').flatMap((source) => [
    named('ConfigMap', at(source, 'configMapRef')),
    named('Secret', at(source, 'secretRef'))
  ])
  return [...fromEnv, ...fromAll]
}

function ofVolume(volume: unknown): readonly ConfigReference[] {
  const projected = arrayAt(volume, 'projected', 'sources').flatMap((source) => [
    named('ConfigMap', at(source, 'configMap')),
    named('Secret', at(source, 'secret'))
  ])
  return [
    named('ConfigMap', at(volume, 'configMap')),
    named('Secret', at(volume, 'secret'), 'secretName'),
    named('Secret', at(volume, 'csi', 'nodePublishSecretRef')),
    ...projected
  ]
}

function named(kind: ConfigReference['kind'], source: unknown, nameField = 'name'): ConfigReference {
  return { kind, name: stringAt(source, nameField), optional: at(source, 'optional') === true }
}
