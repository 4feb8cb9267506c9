import { arrayAt, at, stringAt, type JsonObject } from '../../../lib/json-access.ts'

/** How the containers of a template read one ConfigMap. */
export interface ConfigUses {
  /** Names of containers that read it once, as they start: variables, and mounts of a single file. */
  readonly atStart: readonly string[]
  /** Names of containers that see its files change while they run. */
  readonly mounted: readonly string[]
}

/**
 * Variables are set when a container starts; mounted files follow the object, except where a `subPath` mounts one of them
 * (kubernetes.io/docs/concepts/configuration/configmap, "Mounted ConfigMaps are updated automatically").
 */
export function configUses(template: JsonObject, name: string): ConfigUses {
  const volumes = new Set(
    arrayAt(template, 'spec', 'volumes')
      .filter((volume) => volumeNames(volume).includes(name))
      .map((volume) => stringAt(volume, 'name'))
  )
  const containers = ['initContainers', 'containers'].flatMap((list) => arrayAt(template, 'spec', list))
  const atStart: string[] = []
  const mounted: string[] = []
  for (const container of containers) {
    const mounts = arrayAt(container, 'volumeMounts').filter((mount) => volumes.has(stringAt(mount, 'name')))
    const isFixed = (mount: unknown): boolean => stringAt(mount, 'subPath') + stringAt(mount, 'subPathExpr') !== ''
    if (readsVariables(container, name) || mounts.some(isFixed)) atStart.push(stringAt(container, 'name'))
    else if (mounts.length > 0) mounted.push(stringAt(container, 'name'))
  }
  return { atStart, mounted }
}

function readsVariables(container: unknown, name: string): boolean {
  return (
    arrayAt(container, 'envFrom').some((source) => stringAt(source, 'configMapRef', 'name') === name) ||
    arrayAt(container, 'env').some((variable) => stringAt(variable, 'valueFrom', 'configMapKeyRef', 'name') === name)
  )
}

function volumeNames(volume: unknown): readonly string[] {
  const projected = arrayAt(volume, 'projected', 'sources').map((source) => stringAt(source, 'configMap', 'name'))
  return [stringAt(at(volume, 'configMap'), 'name'), ...projected]
}
