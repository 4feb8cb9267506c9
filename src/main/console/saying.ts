import { FailureError, failureOf, type RequestInput, type ServiceRef } from '../../contract/index.ts'
import { utc } from '../../contract/words/format-time.ts'
import type { Clock } from '../ports/clock.ts'
import type { ConsolePorts } from '../ports/console.ts'
import { agreeToWordHere, type SaidIn } from './agree-to-word.ts'
import type { RecordKeeper } from './record-keeper.ts'
import { isSame } from './service-ref-in.ts'
import type { ServiceSession } from './service-session.ts'

export interface SayingOptions {
  readonly inService: () => Pick<ServiceSession, 'ref' | 'hear' | 'declineOn'>
  readonly record: Pick<RecordKeeper, 'said'>
  readonly clock: Pick<Clock, 'now'>
  readonly dialogs: Pick<ConsolePorts['dialogs'], 'confirmTrust'>
  /** What is open. */
  readonly environment: () => SaidIn | null
}

const reportWords = { securityIncident: 'Security incident', customerReports: 'Reports of customers' } as const

/**
 * What a person says of the open service: it is written down first, and judged from then on. Each can hide or raise what is
 * recommended, under a person's name, so each is asked about outside the window.
 */
export function createSaying({ inService, record, clock, dialogs, environment }: SayingOptions) {
  /** @throws FailureError `conflict` when another service is open by now */
  function open(ref: ServiceRef): ReturnType<SayingOptions['inService']> {
    const service = inService()
    if (isSame(service.ref, ref)) return service
    throw new FailureError(failureOf('conflict', `${ref.name} is not open any more. Nothing was recorded.`))
  }

  /** @returns the service as it is after the question. @throws FailureError `cancelled` when it was not agreed to. */
  async function agreed(ref: ServiceRef, title: string, action: string, said: string) {
    open(ref)
    const about = `${ref.namespace}/${ref.name}\n\nThe record and the report will say:`
    await agreeToWordHere(dialogs, environment, { title, about, said, action, otherwise: 'Nothing was recorded.' })
    return open(ref)
  }

  return {
    async report({ ref, signal, state, who, note }: RequestInput<'signal.report'>): Promise<void> {
      const text = `${reportWords[signal]}: ${state === 'better' ? 'said to be better' : state} by ${who}${note === '' ? '' : `: ${note}`}`
      const service = await agreed(ref, 'Is this so?', 'It is so', text)
      const reported = { signal, state, who, note, at: clock.now().toISOString() }
      service.hear(await record.said('reported', { ref, reported, text }))
    },
    /** @throws FailureError `missing` before there is a verdict to decide on */
    async decline({ ref, who, reason, minutes }: RequestInput<'verdict.decline'>): Promise<void> {
      const judged = (): NonNullable<ReturnType<ReturnType<typeof open>['declineOn']>> => {
        const on = open(ref).declineOn()
        if (on) return on
        throw new FailureError(failureOf('missing', 'There is no verdict yet.', { remedy: 'Wait for it.' }))
      }
      judged()
      if (minutes === 0) {
        const text = `Taken back by ${who}: the decision not to act. ${reason}`
        const service = await agreed(ref, 'Take back the decision not to act?', 'Take it back', text)
        service.hear(await record.said('declined', { ref, declined: null, text }))
        return
      }
      const why = `Decided not to act for ${minutes} min, by ${who}: ${reason}`
      const service = await agreed(ref, 'Decide not to act?', 'Do not act', why)
      const now = clock.now()
      const untilAt = new Date(now.getTime() + minutes * 60_000).toISOString()
      const declined = { ...judged(), who, reason, at: now.toISOString(), untilAt }
      const text = `Decided not to act until ${utc(untilAt)}, by ${who}: ${reason}`
      service.hear(await record.said('declined', { ref, declined, text }))
    }
  }
}

export type Saying = ReturnType<typeof createSaying>
