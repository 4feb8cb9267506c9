import type { Condition } from '../controllers/kube-types.ts'
import type { KubeObject } from '../store/api-store.ts'

/** autoscaling/v2, as far as the drill's controller looks into it: one metric, the use of CPU. */
export interface Autoscaler extends KubeObject {
  readonly spec: {
    readonly scaleTargetRef: { readonly kind: string; readonly name: string }
    readonly minReplicas?: number
    readonly maxReplicas: number
    readonly metrics?: readonly {
      readonly resource?: { readonly name: string; readonly target: { readonly averageUtilization?: number } }
    }[]
  }
  readonly status?: AutoscalerStatus
}

export interface AutoscalerStatus {
  readonly currentReplicas: number
  readonly desiredReplicas: number
  readonly currentMetrics?: readonly unknown[] | null
  readonly lastScaleTime?: string
  readonly conditions?: readonly Condition[]
}

/** What a look wanted before any damping. */
export interface Recommendation {
  readonly atMs: number
  readonly replicas: number
}

export interface Advanced {
  /** What the workload shall have; undefined where it is left alone. */
  readonly replicas: number | undefined
  readonly status: AutoscalerStatus
  readonly past: readonly Recommendation[]
}

/** What it wants to be gone for so long before it takes pods away, and how far off its target is none (pkg/controller/podautoscaler/config/v1alpha1/defaults.go). */
const stabilizationMs = 300_000
const tolerance = 0.1

/**
 * One look of the controller (kubernetes pkg/controller/podautoscaler/horizontal.go reconcileAutoscaler): it is off at 0, keeps
 * the number within its limits with or without metrics, and between them follows the use of CPU.
 *
 * @param replicas what the workload asks for now
 * @param utilization of its pods, percent of what they ask for; null where there are no metrics
 */
export function advance(
  hpa: Autoscaler,
  replicas: number,
  utilization: number | null,
  past: readonly Recommendation[],
  nowMs: number
): Advanced {
  const { minReplicas: min = 1, maxReplicas: max } = hpa.spec
  const at = new Date(nowMs).toISOString().replace(/\.\d+Z$/, 'Z')
  const to = (wanted: number, ...conditions: readonly (readonly [string, 'True' | 'False', string, string])[]) => ({
    replicas: wanted === replicas ? undefined : wanted,
    status: {
      currentReplicas: replicas,
      desiredReplicas: wanted,
      ...(utilization === null ? {} : { currentMetrics: [metricOf(utilization)] }),
      ...(wanted === replicas ? lastScaled(hpa) : { lastScaleTime: at }),
      conditions: conditions.map((one) => conditionOf(hpa, one, at))
    }
  })
  const able = ['AbleToScale', 'True', 'ReadyForNewScale', 'recommended size matches current size'] as const
  if (replicas === 0) {
    const message = 'scaling is disabled since the replica count of the target is zero'
    return { ...to(0, able, ['ScalingActive', 'False', 'ScalingDisabled', message]), past: [] }
  }
  const target = hpa.spec.metrics?.[0]?.resource?.target.averageUtilization ?? 80
  if (replicas > max || replicas < min) return { ...to(replicas > max ? max : min, able), past }
  if (utilization === null) {
    const message =
      'the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: no metrics returned from resource metrics API'
    return { ...to(replicas, able, ['ScalingActive', 'False', 'FailedGetResourceMetric', message]), past }
  }
  const ratio = utilization / target
  const wanted = Math.abs(ratio - 1) <= tolerance ? replicas : Math.ceil(replicas * ratio)
  const kept = [...past.filter(({ atMs }) => atMs > nowMs - stabilizationMs), { atMs: nowMs, replicas: wanted }]
  const most = Math.max(...kept.map((one) => one.replicas))
  // It goes up at once, and down no further than what it wanted lately.
  const damped = wanted >= replicas ? wanted : Math.min(replicas, most)
  const limited = Math.min(max, Math.max(min, damped))
  const active = [
    'ScalingActive',
    'True',
    'ValidMetricFound',
    'the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)'
  ] as const
  return { ...to(limited, able, active), past: kept }
}

function metricOf(utilization: number): object {
  const averageUtilization = Math.round(utilization)
  return { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization } } }
}

function lastScaled({ status }: Autoscaler): Pick<AutoscalerStatus, 'lastScaleTime'> {
  return status?.lastScaleTime === undefined ? {} : { lastScaleTime: status.lastScaleTime }
}

/** A condition keeps its time as long as its status is the same. */
function conditionOf(
  { status }: Autoscaler,
  [type, is, reason, message]: readonly [string, 'True' | 'False', string, string],
  at: string
): Condition {
  const before = status?.conditions?.find((one) => one.type === type)
  const lastTransitionTime = before?.status === is ? (before.lastTransitionTime ?? at) : at
  return { type, status: is, reason, message, lastTransitionTime }
}
