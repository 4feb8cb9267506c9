import { feedNames, type Failure } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { Copyable } from './clipboard-text.ts'
import type { FeedHub } from './feeds.ts'
import type { Judging } from './judging.ts'
import type { PreventionRequests } from './prevention.ts'
import type { RecordKeeper } from './record-keeper.ts'
import { statusText } from './status-text.ts'

export interface CopyableNowOptions {
  readonly clock: Clock
  readonly feeds: FeedHub
  readonly record: RecordKeeper
  readonly judging: Judging
  readonly prevention: PreventionRequests
  /** The last answer to a request that was one; null for none. */
  readonly refusal: Failure | null
}

/** What the window shows now, and may be copied. */
export function copyableNow({ clock, feeds, record, judging, prevention, refusal }: CopyableNowOptions): Copyable {
  const { plan, traps } = feeds.value('decision')
  return {
    plan,
    traps,
    commands: feeds.value('record').commands,
    report: () => record.report().markdown,
    earlierReport: (firstSeq) => record.earlierReport(firstSeq).markdown,
    checklist: feeds.value('checklist'),
    quick: judging.asked(),
    debts: feeds.value('debts'),
    run: feeds.value('run'),
    profile: feeds.value('profile'),
    lastKnown: feeds.value('lastKnown'),
    output: feeds.value('output'),
    changes: feeds.value('changes'),
    charts: feeds.value('charts'),
    proposal: (id) => prevention.yaml(id),
    azureSignIn: feeds.value('shell').azureSignIn,
    signals: feeds.value('service')?.signals ?? [],
    statusUpdate: () => {
      const service = record.service()
      if (!service) return undefined
      return statusText({
        service,
        fields: record.report().fields,
        records: record.records(),
        run: feeds.value('run'),
        plan,
        verdict: feeds.value('verdict'),
        watches: feeds.value('watches'),
        changes: feeds.value('changes'),
        now: clock.now()
      })
    },
    published: [...feedNames.map((name) => feeds.value(name)), refusal],
    isDrill: record.environment()?.kind === 'drill'
  }
}
