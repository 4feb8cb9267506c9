import { lastValue } from '../../../../contract/index.ts'
import type { KubeObject } from '../../../ports/kube.ts'
import type { WatchedObjects } from '../../../ports/lever.ts'
import { configReferences } from '../config-references.ts'
import { templateOf } from '../history.ts'

/** Names of the ConfigMaps that a Deployment's template reads. */
export function configMapNames(deployment: KubeObject | undefined): readonly string[] {
  if (deployment === undefined) return []
  return configReferences(templateOf(deployment)).flatMap(({ kind, name }) => (kind === 'ConfigMap' ? [name] : []))
}

/** Under this id it is in `World.objects`. */
export function watchedConfigMap(name: string): string {
  return `configmap ${name}`
}

/** The ConfigMap as it was seen last; undefined while it was not, or where it is not there. */
export function seenConfigMap(known: WatchedObjects, name: string): KubeObject | undefined {
  return seenObjects(known, watchedConfigMap(name))[0]
}

/** What was seen last under an id; empty while there is nothing. */
export function seenObjects(known: WatchedObjects, id: string): readonly KubeObject[] {
  const observed = known.get(id)
  return (observed && lastValue(observed)) ?? []
}
