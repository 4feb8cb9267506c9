import type { Owner, Ownership, ServiceRef } from '../../contract/index.ts'
import type { WatchedObjects } from '../ports/lever.ts'
import { scalingOf } from './service-scaling.ts'
import { scalerEffect, scalerSource } from '../providers/kubernetes/scaling/scaler-words.ts'

/**
 * Owners with those of the number of pods beside them: they put no template back, and so are neither a reason against a
 * rollback nor one to doubt who owns the workload where they cannot be read. Pure.
 */
export function withScalers(ownership: Ownership, ref: ServiceRef, objects: WatchedObjects): Ownership {
  const { scalers } = scalingOf(ref, objects)
  const owners = scalers.map((scaler): Owner => ({
    system: scaler.system,
    name: scaler.title,
    effect: scalerEffect(scaler),
    role: 'scaler',
    evidence: `spec.scaleTargetRef names ${scaler.workload}`,
    source: scalerSource(scaler)
  }))
  return { ...ownership, owners: [...ownership.owners, ...owners] }
}
