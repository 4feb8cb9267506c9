import type { Followed, MaybeServed, Related } from '../../../ports/related.ts'
import { kubePath } from '../kube-path.ts'

/** Kinds whose objects set the number of pods of a workload, and name it themselves: nothing on the workload shows it. */
export const scalerKinds = {
  HorizontalPodAutoscaler: {
    system: 'Kubernetes',
    group: 'autoscaling',
    version: 'v2',
    resource: 'horizontalpodautoscalers',
    title: 'HorizontalPodAutoscalers'
  },
  /** kedacore/keda config/crd/bases/keda.sh_scaledobjects.yaml */
  ScaledObject: {
    system: 'KEDA',
    group: 'keda.sh',
    version: 'v1alpha1',
    resource: 'scaledobjects',
    title: 'ScaledObjects of KEDA'
  }
} as const satisfies Readonly<Record<string, MaybeServed & { readonly system: string }>>

export type ScalerKind = keyof typeof scalerKinds

export const scalerKindNames = Object.keys(scalerKinds) as readonly ScalerKind[]

/** Under this id they are in `World.objects`. */
export function watchedScalers(kind: ScalerKind): string {
  return `scaling.${scalerKinds[kind].resource}`
}

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
