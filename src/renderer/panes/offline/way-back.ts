import type { ClusterWay, RequestInput, ShellView } from '../../../contract/index.ts'
import { saidKind } from '../../../contract/environment.ts'

/**
 * What opens the cluster of an incident as it was opened before: by the kubeconfig of then, or by the same context of
 * another. Undefined where none is stored, and where a person has not opened it yet: then it is not done by itself.
 */
export function wayBack(
  { connectionId, context, server }: ClusterWay,
  { connections }: Pick<ShellView, 'connections'>
): RequestInput<'environment.open'> | undefined {
  const same = connections.toSorted((a, b) => Number(b.id === connectionId) - Number(a.id === connectionId))
  for (const { id, contexts } of same) {
    const found = contexts.find((each) => each.name === context && each.server === server)
    if (found?.known === undefined) continue
    const { name, namespace } = found.known
    return {
      connectionId: id,
      context,
      name,
      ...saidKind(found.known),
      ...(namespace === '' ? {} : { namespace })
    }
  }
  return undefined
}
