import { arrayAt, at, objectAt, stringAt, type JsonObject } from '../../lib/json-access.ts'

/** A ConfigMap or Secret that a pod template reads. */
export interface ConfigReference {
  readonly kind: 'ConfigMap' | 'Secret'
  readonly name: string
  /** Every place that names it does without it when it is not there. */
  readonly optional: boolean
  /** Every place that names it is a mounted directory, whose files follow it; anything else is read as a container starts. */
  readonly live: boolean
}

/**
 * Every ConfigMap and Secret that the containers of a template read: env, envFrom, volumes and projected volumes,
 * init and ephemeral containers included; image pull secrets left out, they do not change behaviour.
 * Follows kubernetes pkg/api/v1/pod/util.go VisitPodConfigmapNames and VisitPodSecretNames.
 */
export function configReferences(template: JsonObject): readonly ConfigReference[] {
  const spec = objectAt(template, 'spec')
  const containers = ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) => arrayAt(spec, list))
  const fixed = new Set(containers.flatMap(fixedMounts))
  const volumes = arrayAt(spec, 'volumes').flatMap((volume) => ofVolume(volume, !fixed.has(stringAt(volume, 'name'))))
  const found = [...containers.flatMap(ofContainer), ...volumes]
  const present = found.filter((reference) => reference.name !== '')
  const byName = new Map<string, ConfigReference>()
  for (const reference of present) {
    const key = `${reference.kind}/${reference.name}`
    const optional = reference.optional && (byName.get(key)?.optional ?? true)
    const live = reference.live && (byName.get(key)?.live ?? true)
    byName.set(key, { ...reference, optional, live })
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

/** Volumes of which a container mounts a single file, which stays as it was (kubernetes.io/docs/concepts/configuration/configmap). */
function fixedMounts(container: unknown): readonly string[] {
  return arrayAt(container, 'volumeMounts')
    .filter((mount) => stringAt(mount, 'subPath') + stringAt(mount, 'subPathExpr') !== '')
    .map((mount) => stringAt(mount, 'name'))
}

function ofVolume(volume: unknown, live: boolean): readonly ConfigReference[] {
  const projected = arrayAt(volume, 'projected', 'sources').flatMap((source) => [
    named('ConfigMap', at(source, 'configMap'), { live }),
    named('Secret', at(source, 'secret'), { live })
  ])
  return [
    named('ConfigMap', at(volume, 'configMap'), { live }),
    named('Secret', at(volume, 'secret'), { live, nameField: 'secretName' }),
    named('Secret', at(volume, 'csi', 'nodePublishSecretRef')),
    ...projected
  ]
}

function named(
  kind: ConfigReference['kind'],
  source: unknown,
  { nameField = 'name', live = false }: { readonly nameField?: string; readonly live?: boolean } = {}
): ConfigReference {
  return { kind, name: stringAt(source, nameField), optional: at(source, 'optional') === true, live }
}
