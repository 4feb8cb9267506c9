import type { MaybeServed } from '../../../ports/related.ts'

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
