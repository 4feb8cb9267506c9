import { asFailure, FailureError, type EverywhereView, type Failure } from '../../contract/index.ts'
import { inTurns } from '../lib/in-turns.ts'
import { kubePath } from '../providers/kubernetes/kube-path.ts'
import type { KubeReader } from '../ports/kube.ts'
import { countObjects } from './count-objects.ts'
import { everywhereLimits } from './everywhere-limits.ts'

/** Which namespaces are watched, each by itself. */
export interface FoundNamespaces extends Pick<EverywhereView, 'unread' | 'leftOut'> {
  readonly watched: readonly string[]
}

/**
 * Asks each of the namespaces, in their order, whether it has Deployments that may be read, and takes the first few of
 * those that do.
 * @throws FailureError when the server does not answer.
 */
export async function findNamespaces(
  reader: Pick<KubeReader, 'raw'>,
  ordered: readonly string[],
  abort: AbortSignal
): Promise<FoundNamespaces> {
  const { namespacesAsked, namespacesApart, atOnce } = everywhereLimits
  const withSome: string[] = []
  const unread: { namespace: string; failure: Failure }[] = []
  await inTurns(ordered.slice(0, namespacesAsked), atOnce, async (namespace) => {
    try {
      const path = kubePath({ group: 'apps', version: 'v1', resource: 'deployments', namespace })
      if ((await countObjects(reader, path, abort)) !== 0) withSome.push(namespace)
    } catch (error) {
      const failure = asFailure(error)
      if (abort.aborted || failure.code === 'unreachable' || failure.code === 'timeout') throw new FailureError(failure)
      unread.push({ namespace, failure })
    }
  })
  const inOrder = (a: string, b: string): number => ordered.indexOf(a) - ordered.indexOf(b)
  withSome.sort(inOrder)
  return {
    watched: withSome.slice(0, namespacesApart),
    unread: unread.toSorted((a, b) => inOrder(a.namespace, b.namespace)),
    leftOut: [...withSome.slice(namespacesApart), ...ordered.slice(namespacesAsked)]
  }
}
