import { numberAt } from '../../../lib/json-access.ts'
import type { KubeObject } from '../../../ports/kube.ts'

/** That a ScaledObject is paused. */
export interface Paused {
  /** The annotation that does it. */
  readonly annotation: string
  /** The number that KEDA sets before it pauses; null where it leaves the number as it was. */
  readonly at: number | null
}

const pausedAtCount = 'autoscaling.keda.sh/paused-replicas'
const pausedAsItIs = 'autoscaling.keda.sh/paused'

/** As Go's strconv.ParseBool, which KEDA reads the annotation with. */
const no: ReadonlySet<string> = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False'])

/**
 * Whether KEDA scales it at all: the number of the one annotation counts before the other, and a value that is no boolean
 * pauses (kedacore/keda apis/keda/v1alpha1/scaledobject_types.go NeedToBePausedByAnnotation, GetPausedReplicaCount).
 */
export function pausedBy(object: KubeObject): Paused | null {
  const annotations = object.metadata.annotations ?? {}
  const count = annotations[pausedAtCount]
  if (count !== undefined) {
    const at = /^\d{1,9}$/.test(count) ? Number(count) : (numberAt(object, 'status', 'pausedReplicaCount') ?? null)
    return { annotation: `${pausedAtCount}: "${count}"`, at }
  }
  const value = annotations[pausedAsItIs]
  return value === undefined || no.has(value) ? null : { annotation: `${pausedAsItIs}: "${value}"`, at: null }
}
