import { asFailure, FailureError, failureOf } from '../../../../contract/index.ts'
import type { KubeObject, KubeReader } from '../../../ports/kube.ts'
import { kubePath } from '../kube-path.ts'
import { readObject } from '../read-object.ts'
import { listsObject, reconcilerKinds, usualNamespaces, type ReconcilerName } from './reconcilers.ts'

/**
 * The reconciler that an object names, fresh; null when there is none of that name. An Application whose namespace is not
 * named is looked for everywhere, or where it usually is when listing everywhere is not allowed; of several of one name it is
 * the one that lists the object.
 * @throws FailureError when it cannot be read.
 */
export async function readReconciler(
  reader: KubeReader,
  { kind, namespace, name }: Pick<ReconcilerName, 'kind' | 'namespace' | 'name'>,
  of: KubeObject,
  abort: AbortSignal
): Promise<KubeObject | null> {
  const { group, version, resource } = reconcilerKinds[kind]
  const read = (where: string) =>
    readObject(reader, kubePath({ group, version, resource, namespace: where, name }), { abort })
  if (namespace !== null) return read(namespace)
  try {
    const { items } = await reader.list(kubePath({ group, version, resource }), { abort })
    const named = items.filter(({ metadata }) => metadata.name === name)
    return named.find((one) => listsObject(one, of)) ?? (named.length === 1 ? (named[0] ?? null) : none(named, name))
  } catch (error) {
    const failure = asFailure(error)
    if (failure.code === 'notFound') return null
    if (failure.code !== 'forbidden') throw error
    for (const where of usualNamespaces) {
      const found = await read(where)
      if (found) return found
    }
    throw new FailureError({
      ...failure,
      message: `In which namespace Application ${name} is cannot be read: ${failure.message}`
    })
  }
}

function none(named: readonly KubeObject[], name: string): null {
  if (named.length === 0) return null
  const places = named.map(({ metadata }) => metadata.namespace ?? '').join(', ')
  const text = `There are ${named.length} Applications ${name} (${places}), and none says that it applied this object.`
  throw new FailureError(failureOf('conflict', text, { remedy: 'Suspend the right one by hand.' }))
}
