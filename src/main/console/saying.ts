import { FailureError, failureOf, type RequestInput, type ServiceRef } from '../../contract/index.ts'
import { utc } from '../../contract/words/format-time.ts'
import type { Clock } from '../ports/clock.ts'
import type { RecordKeeper } from './record-keeper.ts'
import { isSame } from './service-ref-in.ts'
import type { ServiceSession } from './service-session.ts'

export interface SayingOptions {
  readonly inService: () => Pick<ServiceSession, 'ref' | 'hear' | 'declineOn'>
  readonly record: Pick<RecordKeeper, 'said'>
  readonly clock: Pick<Clock, 'now'>
}

const reportWords = { securityIncident: 'Security incident', customerReports: 'Reports of customers' } as const

/** What a person says of the open service: it is written down first, and judged from then on. */
export function createSaying({ inService, record, clock }: SayingOptions) {
  /** @throws FailureError `conflict` when another service is open by now */
  function open(ref: ServiceRef): ReturnType<SayingOptions['inService']> {
    const service = inService()
    if (isSame(service.ref, ref)) return service
    throw new FailureError(failureOf('conflict', `${ref.name} is not open any more. Nothing was recorded.`))
  }

  return {
    async report({ ref, signal, state, who, note }: RequestInput<'signal.report'>): Promise<void> {
      const service = open(ref)
      const reported = { signal, state, who, note, at: clock.now().toISOString() }
      const text = `${reportWords[signal]}: ${state} by ${who}${note === '' ? '' : `: ${note}`}`
      service.hear(await record.said('reported', { ref, reported, text }))
    },
    /** @throws FailureError `missing` before there is a verdict to decide on */
    async decline({ ref, who, reason, minutes }: RequestInput<'verdict.decline'>): Promise<void> {
      const service = open(ref)
      const on = service.declineOn()
      if (!on) throw new FailureError(failureOf('missing', 'There is no verdict yet.', { remedy: 'Wait for it.' }))
      const now = clock.now()
      if (minutes === 0) {
        const text = `Taken back by ${who}: the decision not to act. ${reason}`
        service.hear(await record.said('declined', { ref, declined: null, text }))
        return
      }
      const untilAt = new Date(now.getTime() + minutes * 60_000).toISOString()
      const declined = { ...on, who, reason, at: now.toISOString(), untilAt }
      const text = `Decided not to act until ${utc(untilAt)}, by ${who}: ${reason}`
      service.hear(await record.said('declined', { ref, declined, text }))
    }
  }
}
