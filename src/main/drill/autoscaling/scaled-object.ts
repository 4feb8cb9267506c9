import type { KubeObject } from '../store/api-store.ts'
import type { Autoscaler } from './advance.ts'

/** keda.sh/v1alpha1, as far as the drill's KEDA looks into it: one trigger, the use of CPU. */
export interface ScaledObject extends KubeObject {
  readonly spec: {
    readonly scaleTargetRef: { readonly kind?: string; readonly name: string }
    readonly minReplicaCount?: number
    readonly maxReplicaCount?: number
    readonly triggers: readonly { readonly type: string; readonly metadata: Readonly<Record<string, string>> }[]
  }
}

/** What a look of KEDA comes to. */
export interface KedaLook {
  /** The autoscaler that there shall be; null for none. */
  readonly hpa: Autoscaler | null
  /** What the workload shall have; undefined where KEDA leaves it alone. */
  readonly replicas: number | undefined
  readonly status: Readonly<Record<string, unknown>>
}

const pausedAt = 'autoscaling.keda.sh/paused-replicas'
const paused = 'autoscaling.keda.sh/paused'

/**
 * One look of the controller (kedacore/keda controllers/keda/scaledobject_controller.go reconcileScaledObject, hpa.go
 * newHPAForScaledObject): an autoscaler of Kubernetes does the scaling; a pause takes it away, and sets the number first where
 * it names one. Pure.
 */
export function lookOfKeda(object: ScaledObject): KedaLook {
  const { metadata, spec } = object
  const { name = '', namespace = '', uid = '', annotations = {} } = metadata
  const count = annotations[pausedAt]
  const isPaused = count !== undefined || annotations[paused] === 'true'
  const hpaName = `keda-hpa-${name}`
  const kind = spec.scaleTargetRef.kind ?? 'Deployment'
  const status = {
    scaleTargetKind: `apps/v1.${kind}`,
    hpaName: isPaused ? '' : hpaName,
    conditions: [
      { type: 'Ready', status: 'True', reason: 'ScaledObjectReady', message: 'ScaledObject is defined correctly' },
      { type: 'Active', status: isPaused ? 'Unknown' : 'True' },
      { type: 'Paused', status: isPaused ? 'True' : 'False' }
    ]
  }
  if (isPaused) return { hpa: null, replicas: count === undefined ? undefined : Number(count), status }
  const cpu = spec.triggers.find(({ type }) => type === 'cpu')?.metadata['value']
  const owner = { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', name, uid, controller: true }
  const hpa: Autoscaler = {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: hpaName, namespace, ownerReferences: [{ ...owner, blockOwnerDeletion: true }] },
    spec: {
      scaleTargetRef: { kind, name: spec.scaleTargetRef.name },
      // At 0 KEDA itself starts the first pod: an autoscaler never has fewer than one.
      minReplicas: Math.max(1, spec.minReplicaCount ?? 0),
      maxReplicas: spec.maxReplicaCount ?? 100,
      metrics: [{ resource: { name: 'cpu', target: { averageUtilization: Number(cpu ?? 80) } } }]
    }
  }
  return { hpa, replicas: undefined, status }
}
