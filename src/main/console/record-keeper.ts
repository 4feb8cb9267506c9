import { join } from 'node:path'
import { serviceKey, type CommandBody, type FeedName, type ReportView, type ServiceRef } from '../../contract/index.ts'
import type { ConsolePorts } from '../ports/console.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { renderReport } from '../report/index.ts'
import { loadRunbooks } from '../runbook/index.ts'
import { besideScope } from './beside-runs.ts'
import { createChecklistFeed } from './checklist-feed.ts'
import type { FeedHub } from './feeds.ts'
import { incidentAt } from './incident-records.ts'
import { environmentScope, environmentsOf, partScope } from './incident-scope.ts'
import { keepJournal, type KeptJournalOptions } from './kept-journal.ts'
import { createOpenIncident } from './open-incident.ts'
import { recordEntries } from './record-entries.ts'
import { createRecordFeed } from './record-feed.ts'
import { serviceRefIn } from './service-ref-in.ts'
import { unfinishedIncident } from './unfinished-incident.ts'

/** Changes of these feeds change what the checklist says. */
const inputs: ReadonlySet<FeedName> = new Set(['service', 'verdict', 'decision', 'run', 'watches', 'shell'])

export interface RecordKeeperOptions extends Omit<KeptJournalOptions, 'onOpened' | 'onRecord' | 'onHealth'> {
  readonly resourcesDir: string
  readonly feeds: FeedHub
  /** Where a person is asked; left out where there is none. */
  readonly dialogs?: Pick<ConsolePorts['dialogs'], 'confirmTrust'>
  /** Monotonic milliseconds; the process's own when left out. */
  readonly nowMs?: () => number
}

/** Keeps the journal: what is recorded goes in, and what the terminal, the timeline and the checklist show comes out. */
export function createRecordKeeper(options: RecordKeeperOptions) {
  const { feeds, clock, operator } = options
  /** Something else is recorded about than what the feeds say. */
  let isStale = true
  let isQueued = false

  const open = createOpenIncident({ journal: () => journal, clock, onTurn: turn })
  const journal = keepJournal({ ...options, onOpened: open.beginHere, onRecord: take, onHealth: queue })
  const record = createRecordFeed(feeds)
  const checklist = createChecklistFeed({
    runbooks: loadRunbooks(join(options.resourcesDir, 'runbooks')),
    feeds,
    clock,
    incident: open.incident,
    onTick: (tick) => void journal.appendIfWritable('task', { ...tick }).catch(() => undefined)
  })
  const unsubscribe = feeds.subscribe(({ feed }) => {
    if (inputs.has(feed)) queue()
  })

  function take(next: JournalRecord): void {
    // What is stale begins anew with all records.
    if (isStale || !record.take(next)) return
    checklist.take(next)
    queue()
  }

  function turn(): void {
    isStale = true
    queue()
  }

  /** Many records and readings arrive together; one message tells them all. */
  function queue(): void {
    if (isQueued) return
    isQueued = true
    setImmediate(() => {
      isQueued = false
      publish()
    })
  }

  function publish(): void {
    catchUp()
    record.publish(journal.health())
    checklist.publish()
  }

  /** After this the feeds know all that belongs to what is recorded about. */
  function catchUp(): void {
    if (!isStale) return
    isStale = false
    record.begin(journal.records(), open.scope())
    checklist.begin(record.records())
  }

  function rendered(
    about: Omit<Parameters<typeof renderReport>[0], 'operator' | 'now' | 'offsetMinutes' | 'notices'>
  ): ReportView {
    const { unprotected, notices = [] } = journal.health()
    return renderReport({
      ...about,
      operator,
      now: clock.now(),
      offsetMinutes: -new Date().getTimezoneOffset(),
      notices: unprotected === undefined ? notices : [unprotected, ...notices]
    })
  }

  return {
    ready: journal.ready,
    journal: journal.opened,
    index: journal.index,
    forbid: journal.forbid,
    /** Where what is shown happened, also while it is only being connected to; null before anything was. */
    environment: () => open.environment() ?? open.unread(),
    /** The service that what is shown is about; null while there is none. */
    service: () => open.incident()?.ref ?? null,
    /** What is shown is made of these. */
    records() {
      catchUp()
      return record.records()
    },
    connecting: open.connecting,
    attach: open.attach,
    enterService: open.enterService,
    enterRecorded: open.enterRecorded,
    leaveService: open.leaveService,
    ...recordEntries({ journal, taskOf: checklist.task, dialogs: options.dialogs ?? null, nowMs: options.nowMs }),
    /** An error of our own, as a note; left out where nothing can be written. Never rejects. */
    async mishap(text: string): Promise<void> {
      await journal.appendIfWritable('note', { text }).catch(() => undefined)
    },
    /** What a line of the command log sent, and what was answered; null when there is no such line. */
    command(seq: number): CommandBody | null {
      catchUp()
      return record.body(seq)
    },
    /** Numbers of the lines that contain every word. */
    findCommands(text: string): readonly number[] {
      catchUp()
      return record.find(text)
    },
    /** The report as it would be saved now. */
    report(): ReportView {
      catchUp()
      return rendered({
        records: record.records(),
        environment: open.environment() ?? open.unread(),
        isUnread: open.unread() !== null,
        service: open.incident()?.ref ?? null,
        services: openedIn(record.records())
      })
    },
    /** The real incident that was looked after last and is not over; null when there is none. */
    unfinished: () => unfinishedIncident(journal.records(), clock.now().getTime()),
    /**
     * The report of an incident by the number of its first record, to be read beside what is open.
     * @throws FailureError `notFound` for a number that no incident begins with
     */
    earlierReport(firstSeq: number): ReportView {
      const all = journal.records()
      const { incident } = incidentAt(all, firstSeq)
      const { environment, ref } = incident
      const ofEnvironment = environmentScope(environment.id, environmentsOf(all, incident.identity))
      const [inside, beside] = [partScope(incident, firstSeq), besideScope(all, incident, firstSeq, true)]
      const records = all.filter((record) => {
        const [isInside, isBeside] = [inside(record), beside(record)]
        return (isInside || isBeside) && ofEnvironment(record)
      })
      return rendered({ records, environment, service: ref })
    },
    async close(): Promise<void> {
      unsubscribe()
      await journal.ready
      publish()
      await journal.close()
    }
  }
}

/** The services that were opened, each once. */
function openedIn(records: readonly JournalRecord[]): readonly ServiceRef[] {
  const opened = records.flatMap(({ kind, body }) => (kind === 'observe' ? (serviceRefIn(body) ?? []) : []))
  return [...new Map(opened.map((ref) => [serviceKey(ref), ref])).values()]
}

/** What `createRecordKeeper` makes. */
export type RecordKeeper = ReturnType<typeof createRecordKeeper>
