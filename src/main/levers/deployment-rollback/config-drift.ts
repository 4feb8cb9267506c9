import type { Drifted, Guard } from '../../../contract/index.ts'
import { utcDated } from '../../../contract/words/format-time.ts'
import type { JsonObject } from '../../lib/json-access.ts'
import type { KubeReader } from '../../ports/kube.ts'
import { isOurManager } from '../../providers/kubernetes/field-manager.ts'
import { readReferences, type LastServed, type ReferenceReading } from '../../providers/kubernetes/reference-reading.ts'

export interface Drift {
  readonly drifted: readonly Drifted[]
  readonly guard: Guard
}

type Changed = Extract<ReferenceReading, { readonly kind: 'written' | 'gone' }>

/**
 * Which ConfigMaps and Secrets that a template reads were written too late for the pods of its last
 * time: undo brings the template back, not them.
 */
export async function configDrift(
  reader: KubeReader,
  namespace: string,
  template: JsonObject,
  lastServed: LastServed,
  abort?: AbortSignal
): Promise<Drift> {
  const readings = await readReferences(reader, namespace, template, lastServed, abort)
  const changed = readings.filter(isDrifted)
  const unknown = readings.filter(({ kind }) => kind === 'unknown' || kind === 'optional')
  const texts = [...changed, ...unknown].map(textOf)
  const isWarning = texts.length > 0
  return {
    drifted: changed.map(driftedBy),
    guard: {
      id: 'drift',
      status: isWarning ? 'warning' : 'passed',
      text: isWarning ? texts.join('; ') : passed(readings.length),
      ...(changed.length > 0 ? { besides: unknown.map(textOf).join('; ') } : {})
    }
  }
}

function passed(references: number): string {
  if (references === 0) return 'The template reads no ConfigMap and no Secret'
  return `${references} referenced ${references === 1 ? 'object' : 'objects'} unchanged since it last served`
}

function isDrifted(reading: ReferenceReading): reading is Changed {
  return reading.kind === 'written' || reading.kind === 'gone'
}

function driftedBy(reading: Changed): Drifted {
  const { label } = reading
  if (reading.kind === 'gone') return { label, how: 'is gone', at: null, means: "the revision's pods may not start" }
  // A repair of ours is no suspect.
  if (isOurManager(reading.by))
    return { label, how: 'was written by Backout', at: reading.at, means: 'undo leaves it as that run left it' }
  const by = reading.by === '' ? '' : ` by ${reading.by}`
  const { source } = reading
  // What a Secret held is nowhere here, and no lever puts it back: whoever has it is all that helps.
  const elsewhere = source === null ? '' : ` (${source.who}: ${source.remedy})`
  return { label, how: `was changed${by}`, at: reading.at, means: `undo does not bring it back${elsewhere}` }
}

function lateBy(reading: Changed): string {
  return reading.kind === 'written' && reading.whileServing
    ? "once the revision's pods had started"
    : 'after the revision last served'
}

function textOf(reading: ReferenceReading): string {
  const { label } = reading
  if (isDrifted(reading)) {
    const { how, at, means } = driftedBy(reading)
    return `${label} ${how}${at === null ? '' : ` at ${utcDated(at)}, ${lateBy(reading)}`}: ${means}`
  }
  if (reading.kind === 'optional') return `${label} is not there; it is optional, the pods start without it`
  if (reading.kind === 'same') return `${label} is unchanged`
  if (reading.why !== null) return `${label} cannot be read (${reading.why}): drift unknown`
  return `Cannot tell whether ${label} changed since the revision last served`
}
