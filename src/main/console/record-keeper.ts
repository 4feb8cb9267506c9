import { join } from 'node:path'
import type { CommandBody, FeedName, ReportView } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { renderReport } from '../report/index.ts'
import { loadRunbooks } from '../runbook/index.ts'
import { createChecklistFeed } from './checklist-feed.ts'
import type { FeedHub } from './feeds.ts'
import { keepJournal, type KeptJournalOptions } from './kept-journal.ts'
import { createOpenIncident } from './open-incident.ts'
import { recordEntries } from './record-entries.ts'
import { createRecordFeed } from './record-feed.ts'

/** Changes of these feeds change what the checklist says. */
const inputs: ReadonlySet<FeedName> = new Set(['service', 'verdict', 'decision', 'run', 'watches', 'shell'])

export interface RecordKeeperOptions extends Omit<KeptJournalOptions, 'onOpened' | 'onRecord' | 'onHealth'> {
  readonly resourcesDir: string
  readonly feeds: FeedHub
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
    ...recordEntries(journal, checklist.task),
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
      const { unprotected, notices = [] } = journal.health()
      return renderReport({
        records: record.records(),
        environment: open.environment() ?? open.unread(),
        isUnread: open.unread() !== null,
        service: open.incident()?.ref ?? null,
        operator,
        now: clock.now(),
        offsetMinutes: -new Date().getTimezoneOffset(),
        notices: unprotected === undefined ? notices : [unprotected, ...notices]
      })
    },
    async close(): Promise<void> {
      unsubscribe()
      await journal.ready
      publish()
      await journal.close()
    }
  }
}

/** What `createRecordKeeper` makes. */
export type RecordKeeper = ReturnType<typeof createRecordKeeper>
