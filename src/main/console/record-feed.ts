import type { CommandBody, JournalHealth, RecordChange, TimelineEntry } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { createCommandLog, timelineEntry } from '../report/index.ts'
import type { FeedHub } from './feeds.ts'
import type { IncidentScope } from './incident-scope.ts'

/** The `record` feed: whole when what is recorded about changes, and otherwise what came to it. */
export interface RecordFeed {
  /** Takes the next record of the journal, at the same cost however many came before. Returns whether it belongs. */
  take(record: JournalRecord): boolean
  /** Something else is recorded about: begins anew, with all records of the journal. */
  begin(records: readonly JournalRecord[], scope: IncidentScope): void
  /** Tells the followers what has come since the last time. */
  publish(health: JournalHealth): void
  /** The records that belong, in order. */
  records(): readonly JournalRecord[]
  /** Null when there is no such line. */
  body(seq: number): CommandBody | null
  find(text: string): readonly number[]
}

/** Makes a feed to which nothing belongs yet. */
export function createRecordFeed(feeds: FeedHub): RecordFeed {
  let belongs: IncidentScope = () => false
  let log = createCommandLog()
  let inside: JournalRecord[] = []
  let timeline: TimelineEntry[] = []
  let isWhole = false
  let came: { commands: RecordChange['commands'][number][]; timeline: TimelineEntry[] } = { commands: [], timeline: [] }
  let told: JournalHealth | null = null

  function take(record: JournalRecord): boolean {
    if (!belongs(record)) return false
    inside.push(record)
    const line = log.take(record)
    const entry = timelineEntry(record)
    if (line) came.commands.push(line)
    if (entry) came.timeline.push(entry)
    return true
  }

  return {
    take,
    begin(records, scope) {
      belongs = scope
      log = createCommandLog()
      inside = []
      timeline = []
      came = { commands: [], timeline: [] }
      for (const record of records) take(record)
      timeline = came.timeline
      isWhole = true
    },
    publish(health) {
      const isTold = told !== null && isSameHealth(told, health)
      told = health
      const { commands, timeline: entries } = came
      if (!isWhole && isTold && commands.length === 0 && entries.length === 0) return
      came = { commands: [], timeline: [] }
      if (isWhole) feeds.set('record', { health, commands: log.lines(), timeline })
      else feeds.grow('record', { ...(isTold ? {} : { health }), commands, timeline: entries })
      isWhole = false
    },
    records: () => inside,
    body: (seq) => log.body(seq),
    find: (text) => log.find(text)
  }
}

function isSameHealth(a: JournalHealth, b: JournalHealth): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
