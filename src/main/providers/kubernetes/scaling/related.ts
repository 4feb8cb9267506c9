import type { Followed, Related } from '../../../ports/related.ts'
import { kubePath } from '../kube-path.ts'
import { scalerKinds, scalerKindNames, watchedScalers } from './scaler-kinds.ts'

/** Follows whatever may set the number of pods of a workload; a DaemonSet has none to set. */
export const scalingRelated: Related = ({ namespace, kind: of }) => {
  if (of === 'DaemonSet') return []
  return scalerKindNames.map((name): Followed => {
    const { group, version, resource, title } = scalerKinds[name]
    const kind = { group, version, resource, title }
    return {
      id: watchedScalers(name),
      awaiting: title,
      path: kubePath({ group, version, resource, namespace }),
      query: {},
      kind
    }
  })
}
