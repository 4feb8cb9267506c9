import { asFailure, type Observed, type ServiceRef } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { ServiceMetrics } from '../ports/metrics.ts'
import type { RequestRates } from '../ports/request-rates.ts'
import { pollMs, repeat, sourcePollMs } from './cadence.ts'
import { failedPoll } from './failed-poll.ts'

type Rates = Observed<RequestRates>

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
  let isAsked = false
  const poll = async (): Promise<void> => {
    const source = metrics()
    isAsked = source.state === 'value' && isWanted()
    if (source.state !== 'value' || !isAsked) return
    try {
      const value = await source.value.requestRates(ref.namespace, abort)
      rates = { state: 'value', value, observedAt: clock.now().toISOString() }
    } catch (error) {
      if (abort.aborted) return
      rates = failedPoll(rates, asFailure(error), clock.now().toISOString())
    }
    onChange()
  }
  // As soon as something spreads the requests: until then the numbers of a part of the users are read as everybody's.
  void repeat(poll, () => (isAsked ? pollMs(clock, 5_000, 400) : sourcePollMs), abort)
  return () => rates
}
