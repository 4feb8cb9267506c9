import { lastValue, type Observed, type ServiceRef } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { KubeObject } from '../ports/kube.ts'
import type { ServiceMetrics } from '../ports/metrics.ts'
import { canaryOf } from '../providers/flagger/of-workload.ts'
import { pollMs, repeat, sourcePollMs } from './cadence.ts'

export interface FlaggerMeasuredOptions {
  readonly ref: ServiceRef
  readonly metrics: () => Observed<ServiceMetrics>
  readonly canaries: () => Observed<readonly KubeObject[]>
  readonly clock: Clock
  readonly abort: AbortSignal
  readonly onChange: () => void
}

/** By the name of the check, as Flagger exports them. */
export type FlaggerMeasured = ReadonlyMap<string, number>

const nothing: FlaggerMeasured = new Map()
/** Flagger checks every ten seconds at the most often, and each scrape shows the newest. */
const everyMs = 15_000
const leastRealMs = 1_500

/**
 * Polls what Flagger measured last of the Canary of a service, until `abort`; answers what is known now. Nobody is asked where no
 * Canary follows the service. What cannot be read is nothing: it is shown beside what is measured here, and decides nothing.
 */
export function pollFlaggerMeasured(options: FlaggerMeasuredOptions): () => FlaggerMeasured {
  const { ref, metrics, canaries, clock, abort, onChange } = options
  let measured = nothing
  let isAsked = false
  const poll = async (): Promise<void> => {
    const source = metrics()
    const found = canaryOf(ref, lastValue(canaries()) ?? [])
    isAsked = source.state === 'value' && found.kind === 'one'
    const before = measured
    measured =
      source.state === 'value' && found.kind === 'one'
        ? await source.value
            .flaggerMeasured({ namespace: ref.namespace, target: found.canary.target.name }, abort)
            .catch(() => nothing)
        : nothing
    if (!abort.aborted && (before.size > 0 || measured.size > 0)) onChange()
  }
  void repeat(poll, () => (isAsked ? pollMs(clock, everyMs, leastRealMs) : sourcePollMs), abort)
  return () => measured
}
