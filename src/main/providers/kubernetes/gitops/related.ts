import type { Followed, Related } from '../../../ports/related.ts'
import { kubePath } from '../kube-path.ts'
import { reconcilerKinds, reconcilersOf, reconcilerText, usualNamespaces } from './reconcilers.ts'
import { observedWorkload, watchedReconciler } from './watched.ts'

/** Follows whatever puts the workload back as Git has it, by the marks on it: whether it is held is seen as it happens. */
export const gitopsRelated: Related = (_ref, known) => {
  const workload = observedWorkload(known)
  if (workload === null) return []
  return reconcilersOf(workload).flatMap((name): readonly Followed[] => {
    const follow = (id: string, namespace: string | null): Followed => {
      const { group, version, resource } = reconcilerKinds[name.kind]
      return {
        id,
        awaiting: reconcilerText(name),
        path: kubePath({ group, version, resource, ...(namespace === null ? {} : { namespace }) }),
        query: { fieldSelector: `metadata.name=${name.name}` }
      }
    }
    const id = watchedReconciler(name)
    const first = follow(id, name.namespace)
    if (name.namespace !== null || known.get(id)?.state !== 'forbidden') return [first]
    return [first, ...usualNamespaces.map((where) => follow(watchedReconciler(name, where), where))]
  })
}
