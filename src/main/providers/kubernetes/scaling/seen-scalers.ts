import { arrayAt, numberAt, stringAt } from '../../../lib/json-access.ts'
import { visibleText } from '../../../lib/visible-text.ts'
import type { KubeObject } from '../../../ports/kube.ts'
import type { WatchedObjects } from '../../../ports/lever.ts'
import { seenObjects } from '../config/watched.ts'
import { ownersOf } from '../owner-reference.ts'
import { pausedBy, type Paused } from './paused.ts'
import { scalerKinds, scalerKindNames, watchedScalers, type ScalerKind } from './scaler-kinds.ts'

/** What sets the number of pods of one workload. */
export interface SeenScaler {
  readonly kind: ScalerKind
  /** `Kubernetes`, `KEDA` */
  readonly system: string
  readonly name: string
  /** `HorizontalPodAutoscaler shop/cart` */
  readonly title: string
  /** Name of the workload whose pods they are. */
  readonly workload: string
  /** Fewest and most pods; null where the object does not say it as a number. */
  readonly min: number | null
  readonly max: number | null
  /**
   * `scales`: it sets the number; `blind`: it has no metrics, and leaves a number within its limits; `off`: the number is 0,
   * which switches it off; `paused`: somebody paused it.
   */
  readonly state: 'scales' | 'blind' | 'off' | 'paused'
  /** Why it does not scale, in its own words; empty where it does. */
  readonly why: string
  readonly paused: Paused | null
}

/** A workload as autoscalers name it. */
export interface ScaledWorkload {
  readonly kind: string
  readonly names: readonly string[]
}

/**
 * What sets the numbers of pods of these workloads, of all that was read; what KEDA made for a ScaledObject that is seen is not
 * named beside it (kedacore/keda controllers/keda/hpa.go newHPAForScaledObject). Pure.
 */
export function seenScalers(objects: WatchedObjects, { kind, names }: ScaledWorkload): readonly SeenScaler[] {
  const own = seenObjects(objects, watchedScalers('ScaledObject'))
  const all = seenObjects(objects, watchedScalers('HorizontalPodAutoscaler'))
  const madeFor = (uid: string): KubeObject | undefined =>
    all.find(({ metadata }) => ownersOf(metadata, 'keda.sh', 'ScaledObject').some((owner) => owner.uid === uid))
  const keda = own.flatMap((object) => {
    const target = targetOf(object, kind, names)
    return target === null ? [] : [ofKeda(object, target, madeFor(object.metadata.uid))]
  })
  const made = new Set(own.map(({ metadata }) => madeFor(metadata.uid)))
  const hpas = all.flatMap((object) => {
    const target = made.has(object) ? null : targetOf(object, kind, names)
    return target === null ? [] : [ofKubernetes(object, target)]
  })
  return [...keda, ...hpas]
}

/** Why it is not known what sets the number of pods, one sentence; null where all of it was read. */
export function unreadScalers(objects: WatchedObjects): string | null {
  const unread = scalerKindNames.flatMap((kind) => {
    const observed = objects.get(watchedScalers(kind))
    if (observed?.state !== 'forbidden' && observed?.state !== 'unreachable') return []
    if (observed.state === 'unreachable' && observed.last !== undefined) return []
    return [`${scalerKinds[kind].title} cannot be read: ${observed.failure.message}`]
  })
  return unread.length === 0 ? null : `Whether an autoscaler sets its number of pods is not known. ${unread.join(' ')}`
}

/** The name of the workload that it is about; null for another one. A ScaledObject that names no kind means a Deployment. */
function targetOf(object: KubeObject, kind: string, names: readonly string[]): string | null {
  const reference = (field: string): string => stringAt(object, 'spec', 'scaleTargetRef', field)
  const of = reference('kind') || (object.kind === 'ScaledObject' ? 'Deployment' : '')
  return of === kind && names.includes(reference('name')) ? reference('name') : null
}

function ofKubernetes(object: KubeObject, workload: string): SeenScaler {
  const max = numberAt(object, 'spec', 'maxReplicas') ?? null
  // kubernetes/kubernetes pkg/apis/autoscaling/v2/defaults.go: one where it does not say it.
  const min = numberAt(object, 'spec', 'minReplicas') ?? 1
  return { ...named('HorizontalPodAutoscaler', object, workload), min, max, paused: null, ...scalingOf(object) }
}

/** kedacore/keda apis/keda/v1alpha1/scaledobject_types.go: 0 and 100 where it does not say it. */
function ofKeda(object: KubeObject, workload: string, hpa: KubeObject | undefined): SeenScaler {
  const limits = {
    min: numberAt(object, 'spec', 'minReplicaCount') ?? 0,
    max: numberAt(object, 'spec', 'maxReplicaCount') ?? 100
  }
  const paused = pausedBy(object)
  const common = { ...named('ScaledObject', object, workload), ...limits, paused }
  if (paused !== null) return { ...common, state: 'paused', why: '' }
  // At 0 KEDA itself starts the first pod: only then its autoscaler goes on.
  const { state, why } = hpa === undefined ? ({ state: 'scales', why: '' } as const) : scalingOf(hpa)
  return state === 'off' ? { ...common, state: 'scales', why: '' } : { ...common, state, why }
}

function named(kind: ScalerKind, { metadata }: KubeObject, workload: string) {
  const { namespace = '', name } = metadata
  const title = visibleText(`${kind} ${namespace}/${name}`, 320)
  return { kind, system: scalerKinds[kind].system, name, title, workload }
}

/**
 * Its own word for whether it can scale: not without metrics, and not from 0 (kubernetes/kubernetes
 * pkg/controller/podautoscaler/horizontal.go reconcileAutoscaler, condition ScalingActive).
 */
function scalingOf(hpa: KubeObject): Pick<SeenScaler, 'state' | 'why'> {
  const active = arrayAt(hpa, 'status', 'conditions').find((one) => stringAt(one, 'type') === 'ScalingActive')
  if (active === undefined || stringAt(active, 'status') !== 'False') return { state: 'scales', why: '' }
  const reason = stringAt(active, 'reason')
  const why = visibleText(`${reason}: ${stringAt(active, 'message')}`, 200)
  return { state: reason === 'ScalingDisabled' ? 'off' : 'blind', why }
}
