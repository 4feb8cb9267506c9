import type { Kubeconfig } from './model.ts'

/**
 * Merges kubeconfigs in order: the first that names a cluster, user or context wins as a whole, and the first
 * current-context that is set (kubernetes/client-go tools/clientcmd/loader.go ClientConfigLoadingRules.Load).
 */
export function mergeKubeconfigs(parts: readonly Kubeconfig[]): Kubeconfig {
  return {
    clusters: firstOfEachName(parts.flatMap(({ clusters }) => clusters)),
    users: firstOfEachName(parts.flatMap(({ users }) => users)),
    contexts: firstOfEachName(parts.flatMap(({ contexts }) => contexts)),
    currentContext: parts.find(({ currentContext }) => currentContext !== '')?.currentContext ?? '',
    notices: parts.flatMap(({ notices }) => notices)
  }
}

function firstOfEachName<T extends { readonly name: string }>(things: readonly T[]): readonly T[] {
  const byName = new Map<string, T>()
  for (const thing of things) if (!byName.has(thing.name)) byName.set(thing.name, thing)
  return [...byName.values()]
}
