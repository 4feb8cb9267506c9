import type { KubeObject } from '../../ports/kube.ts'
import type { World } from '../../ports/lever.ts'
import { configUses, type ConfigUses } from '../../providers/kubernetes/config/config-uses.ts'
import { valuesWritten, type ConfigWritten } from '../../providers/kubernetes/config/config-written.ts'
import { earlierValues, type EarlierValues } from '../../providers/kubernetes/config/earlier-values.ts'
import {
  configMapNames,
  seenConfigMap,
  seenObjects,
  watchedConfigMap
} from '../../providers/kubernetes/config/watched.ts'
import { historyOf, templateOf } from '../../providers/kubernetes/history.ts'
import { activePods } from '../../providers/kubernetes/pods/pod-life.ts'
import { isSameRelease } from '../../providers/kubernetes/same-release.ts'
import { podsOfBefore, startedSince } from './unread.ts'

/** A ConfigMap that the pods of a service read, and that somebody changed after it was made. */
export interface ChangedConfig {
  readonly name: string
  readonly object: KubeObject
  readonly uses: ConfigUses
  readonly written: ConfigWritten
  readonly earlier: EarlierValues
  /** Whether a pod that runs has read it since. */
  readonly isRead: boolean
  /** How many pods run on what it held before, and would read it only as they start. */
  readonly unread: number
}

/** What is older has shown what it is, and is not named. */
const rememberedMs = 24 * 3_600_000

/** ConfigMaps that were changed within a day, the newest change first. */
export function changedConfigs(world: World): readonly ChangedConfig[] {
  const deployment = seenObjects(world.objects, 'deployments')[0]
  if (!deployment) return []
  const template = templateOf(deployment)
  const pods = activePods(seenObjects(world.objects, 'pods'))
  return configMapNames(deployment)
    .flatMap((name): readonly ChangedConfig[] => {
      const object = seenConfigMap(world.objects, name)
      const written = object && valuesWritten(object)
      if (!object || !written || world.now.getTime() - Date.parse(written.at) > rememberedMs) return []
      const uses = configUses(template, name)
      const isRead = uses.mounted.length > 0 || pods.some((pod) => startedSince(pod, uses.atStart, written.at))
      const unread = podsOfBefore(deployment, pods, uses.atStart, written.at).length
      return [{ name, object, uses, written, earlier: earlierValues(object), isRead, unread }]
    })
    .toSorted((a, b) => Date.parse(b.written.at) - Date.parse(a.written.at))
}

/** Names of ConfigMaps that the pods read and this user may not. */
export function hiddenConfigs({ objects }: World): readonly string[] {
  const names = configMapNames(seenObjects(objects, 'deployments')[0])
  return names.filter((name) => objects.get(watchedConfigMap(name))?.state === 'forbidden')
}

/**
 * Since when the pods' release is there, restarts left out; ISO. Null while its ReplicaSets have not been read.
 */
export function releasedAt(world: World): string | null {
  const deployment = seenObjects(world.objects, 'deployments')[0]
  if (!deployment) return null
  const template = templateOf(deployment)
  const times = historyOf(deployment, seenObjects(world.objects, 'replicasets'))
    .filter((entry) => isSameRelease(entry.template, template))
    .flatMap(({ replicaSet }) => replicaSet.metadata.creationTimestamp ?? [])
  return times.toSorted((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null
}
