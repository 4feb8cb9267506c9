import { lastValue, type Measure, type ServiceRow } from '../../contract/index.ts'
import type { Limits } from '../ports/limits.ts'
import type { ServiceMetrics } from '../ports/metrics.ts'
import { baselineMoments } from './baseline.ts'
import type { Workloads } from './follow-workloads.ts'
import { createNormalLatencies, type Release } from './normal-latencies.ts'

export interface FollowNormalsOptions {
  readonly limits: Limits
  /** By the server's clock. */
  readonly serverNow: () => Date
  /** Of the namespace that a release is in. */
  readonly workloadsOf: (namespace: string) => Pick<Workloads, 'deployments' | 'replicaSets'> | undefined
  readonly onChange: () => void
  readonly abort: AbortSignal
}

/** Reads beside the polls what latency was normal for the services of a list: a slow past must not make the present old. */
export function followNormals({ limits, serverNow, workloadsOf, onChange, abort }: FollowNormalsOptions) {
  const normals = createNormalLatencies(limits)
  let reading = false

  function momentsBefore({ ref, uid }: Release): readonly string[] {
    const workloads = workloadsOf(ref.namespace)
    const deployment = workloads && lastValue(workloads.deployments)?.find(({ metadata }) => metadata.uid === uid)
    return workloads && deployment ? baselineMoments(deployment, lastValue(workloads.replicaSets) ?? []) : []
  }

  return {
    async read(metrics: ServiceMetrics, rows: readonly ServiceRow[]): Promise<void> {
      if (reading) return
      reading = true
      try {
        await normals.read(metrics, rows, momentsBefore, { now: serverNow(), abort })
        onChange()
      } catch {
        // The poll says what is wrong; this is tried again after the next one.
      } finally {
        reading = false
      }
    },
    before: (release: Release, at: Date): Measure => normals.before(release, at)
  }
}
