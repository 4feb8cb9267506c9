import { asFailure, type Observed, type ServiceRef } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { ServiceMetrics } from '../ports/metrics.ts'
import { pollMs, repeat } from './cadence.ts'
import { failedPoll } from './failed-poll.ts'

type Rates = Observed<ReadonlyMap<string, number>>

export interface RequestsPollOptions {
  readonly ref: ServiceRef
  readonly metrics: () => Observed<ServiceMetrics>
  readonly clock: Clock
  readonly abort: AbortSignal
  /** Whether anything spreads the requests of the service: nobody is asked otherwise. */
  readonly isWanted: () => boolean
  readonly onChange: () => void
}

/** Polls which workloads of a namespace get how many requests, until `abort`; answers what is known now. */
export function pollRequests({ ref, metrics, clock, abort, isWanted, onChange }: RequestsPollOptions): () => Rates {
  let rates: Rates = { state: 'loading', awaiting: 'requests by workload', sinceAt: clock.now().toISOString() }
  const poll = async (): Promise<void> => {
    const source = metrics()
    if (source.state !== 'value' || !isWanted()) return
    try {
      const value = await source.value.requestRates(ref.namespace, abort)
      rates = { state: 'value', value, observedAt: clock.now().toISOString() }
    } catch (error) {
      if (abort.aborted) return
      rates = failedPoll(rates, asFailure(error), clock.now().toISOString())
    }
    onChange()
  }
  void repeat(poll, () => pollMs(clock, 5_000, 400), abort)
  return () => rates
}
