import { visibleText } from '../../lib/visible-text.ts'
import { problem } from './problem.ts'
import type { Kubeconfig } from './model.ts'

/**
 * Merges kubeconfigs in order: the first that names a cluster, user or context wins as a whole, and the first
 * current-context that is set (kubernetes/client-go tools/clientcmd/loader.go ClientConfigLoadingRules.Load).
 */
export function mergeKubeconfigs(parts: readonly Kubeconfig[]): Kubeconfig {
  const merged: Kubeconfig = {
    clusters: firstOfEachName(parts.flatMap(({ clusters }) => clusters)),
    users: firstOfEachName(parts.flatMap(({ users }) => users)),
    contexts: firstOfEachName(parts.flatMap(({ contexts }) => contexts)),
    currentContext: parts.find(({ currentContext }) => currentContext !== '')?.currentContext ?? ''
  }
  refuseLookalikes(merged.contexts.map(({ name }) => name))
  return merged
}

function firstOfEachName<T extends { readonly name: string }>(things: readonly T[]): readonly T[] {
  const byName = new Map<string, T>()
  for (const thing of things) if (!byName.has(thing.name)) byName.set(thing.name, thing)
  return [...byName.values()]
}

/** Names that a tired reader cannot tell apart must not stand for two clusters. */
function refuseLookalikes(names: readonly string[]): void {
  const seen = new Map<string, string>()
  for (const name of names) {
    const look = name.normalize('NFKC').toLowerCase()
    const other = seen.get(look)
    if (other !== undefined)
      throw problem(
        'kubeconfig',
        `The contexts "${visibleText(other)}" and "${visibleText(name)}" differ only in case or form.`,
        'Rename one of them with kubectl config rename-context.'
      )
    seen.set(look, name)
  }
}
