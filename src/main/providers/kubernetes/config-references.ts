import { arrayAt, objectAt, stringAt, type JsonObject } from '../../lib/json-access.ts'

/** A ConfigMap or Secret that a pod template reads. */
export interface ConfigReference {
  readonly kind: 'ConfigMap' | 'Secret'
  readonly name: string
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
  const named = found.filter((reference) => reference.name !== '')
  return [...new Map(named.map((reference) => [`${reference.kind}/${reference.name}`, reference])).values()]
}

function ofContainer(container: unknown): readonly ConfigReference[] {
  const fromEnv = arrayAt(container, 'env').flatMap((variable) => [
    configMap(stringAt(variable, 'valueFrom', 'configMapKeyRef', 'name')),
    secret(stringAt(variable, 'valueFrom', 'secretKeyRef', 'name'))
  ])
  const fromAll = arrayAt(container, 'envFrom').flatMap((source) => [
    configMap(stringAt(source, 'configMapRef', 'name')),
    secret(stringAt(source, 'secretRef', 'name'))
  ])
  return [...fromEnv, ...fromAll]
}

function ofVolume(volume: unknown): readonly ConfigReference[] {
  const projected = arrayAt(volume, 'projected', 'sources').flatMap((source) => [
    configMap(stringAt(source, 'configMap', 'name')),
    secret(stringAt(source, 'secret', 'name'))
  ])
  return [
    configMap(stringAt(volume, 'configMap', 'name')),
    secret(stringAt(volume, 'secret', 'secretName')),
    secret(stringAt(volume, 'csi', 'nodePublishSecretRef', 'name')),
    ...projected
  ]
}

function configMap(name: string): ConfigReference {
  return { kind: 'ConfigMap', name }
}

function secret(name: string): ConfigReference {
  return { kind: 'Secret', name }
}
