import type { EnvironmentView, ReportField, ReportView, ServiceRef } from '../../contract/index.ts'
import { reportFields } from '../../contract/index.ts'
import { openWords } from '../../contract/words/open-words.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { visibleText } from '../lib/visible-text.ts'
import { changedBefore } from './changed-before.ts'
import { commandsOf } from './command-log.ts'
import { decidedText } from './decided.ts'
import { leftBehind } from './left-behind.ts'
import { fieldsOf, stillOpenIn } from './report-fields.ts'
import { code, fenced, inline, ownWords, table } from './markdown.ts'
import { prevention } from './reported-prevention.ts'
import { runSection } from './run-section.ts'
import { runStories } from './run-story.ts'
import { causeIn, timelineOf } from './timeline.ts'
import { watchSection } from './watch-section.ts'
import { offsetText, unrecorded, utcWhereZoned } from './words.ts'

export interface ReportInput {
  /** Of one incident, in order. */
  readonly records: readonly JournalRecord[]
  readonly environment: EnvironmentView | null
  /** Nothing has been read of the environment: it is being connected to, or could not be. */
  readonly isUnread?: boolean
  readonly service: ServiceRef | null
  /** Those that were opened, where the report is about no single one. */
  readonly services?: readonly ServiceRef[]
  readonly operator: string
  readonly now: Date
  /** What the operator's own clock shows, minutes east of UTC. */
  readonly offsetMinutes: number
  /** What has to be known of the journal that it is made of, one sentence each. */
  readonly notices: readonly string[]
}

/** The incident report, from the records alone; complete with no network. What nobody filled in says so. */
export function renderReport(input: ReportInput): ReportView {
  const fields = fieldsOf(input.records, input.service)
  const value = (field: ReportField): string => fields[field].value.trim()
  const paragraph = (field: ReportField): string => (value(field) ? ownWords(value(field)) : unrecorded)
  const time = (field: ReportField): string =>
    value(field)
      ? `${inline(utcWhereZoned(value(field)))}${fields[field].isEarlier === true ? ' or earlier' : ''}`
      : unrecorded
  const open = openWords(stillOpenIn(input.records), input.now.getTime())
  const restored = value('restoredAt') === '' && open !== '' ? `_not known yet_. ${open}` : time('restoredAt')
  const sections = [
    heading(input),
    `## Trigger\n\n${paragraph('trigger')}`,
    [
      '## Timeline (UTC)',
      times(time, decidedText(input.records, value('alertedAt')), restored),
      timeline(input.records)
    ].join('\n\n'),
    `## Impact\n\n${paragraph('impact')}`,
    ...changedBefore(input.records),
    ['## Root cause', paragraph('rootCause'), ...putBack(input.records)].join('\n\n'),
    `## What was done\n\n${done(input.records)}`,
    ...watchSection(input.records),
    ...leftBehind(input.records),
    `## Action items\n\n${paragraph('actionItems')}`,
    ...prevention(input.records),
    footer(input)
  ]
  return {
    fields,
    markdown: `${sections.join('\n\n')}\n`,
    missing: reportFields.filter((field) => value(field) === '')
  }
}

function heading({
  service,
  services = [],
  environment,
  isUnread = false,
  operator,
  now,
  offsetMinutes
}: ReportInput): string {
  const what = (service ? [service] : services).map(({ namespace, name }) => `${namespace}/${name}`).join(', ')
  const where = environment
    ? `${environment.name} (${kindOf(environment)})${isUnread ? ', not connected' : ''}`
    : 'no environment opened'
  const isDrill = environment?.kind === 'drill'
  return [
    `# ${isDrill ? 'DRILL: incident report' : 'Incident report'}: ${inline(what || 'nothing was opened yet')}`,
    '',
    ...(isDrill ? ['> This was a drill: a simulated cluster, without users. Its times are simulated.', ''] : []),
    `Environment: ${inline(where)}${environment ? `, ${code(environment.server)}` : ''}  `,
    ...(environment?.user ? [`Cluster user: ${inline(environment.user)}  `] : []),
    `Written: ${utcWhereZoned(now.toISOString())} by ${inline(operator)}, whose clock is at ${offsetText(offsetMinutes)}`
  ].join('\n')
}

function kindOf({ kind, kindUnset }: EnvironmentView): string {
  return kindUnset ? `counts as ${kind}, its kind was not set` : kind
}

function times(time: (field: ReportField) => string, decided: string | null, restored: string): string {
  return [
    `- Started: ${time('startedAt')}`,
    `- Alert: ${time('alertedAt')}`,
    `- Detected: ${time('detectedAt')}`,
    ...(decided === null ? [] : [`- Decided: ${decided}`]),
    `- Restored: ${restored}`
  ].join('\n')
}

function timeline(records: readonly JournalRecord[]): string {
  const entries = timelineOf(records)
  if (entries.length === 0) return unrecorded
  return table(
    ['Time', 'What', 'Entry'],
    entries.map(({ at, text, seq }) => [utcWhereZoned(at), inline(text), String(seq)])
  )
}

/** What approved plans put back: nobody has to take the release for the cause where configuration was. */
function putBack(records: readonly JournalRecord[]): readonly string[] {
  const told = new Set(records.flatMap((record) => causeIn(record)?.text ?? []))
  return [...told].map((text) => `Taken for the cause when the way back was approved: ${inline(text)}`)
}

function done(records: readonly JournalRecord[]): string {
  const stories = runStories(records)
  const isChanged = stories.some(({ effect }) => effect !== 'none')
  const log = commandsOf(records).map(({ at, label, command, result }) =>
    visibleText(`${utcWhereZoned(at)}  ${label.padEnd(8)}  ${command}  # ${result}`, 1_048_576)
  )
  return [
    ...(isChanged ? [] : [othersText(records)]),
    ...stories.map(runSection),
    ...(log.length > 0 ? [`### Command log\n\n${fenced(log.join('\n'))}`] : [])
  ].join('\n\n')
}

/** Nothing of ours: what somebody else took up again once a limit was past is then what was done. */
function othersText(records: readonly JournalRecord[]): string {
  const crossed = records.findIndex(({ kind, body }) => kind === 'note' && body['what'] === 'crossing')
  const others = crossed === -1 ? [] : records.slice(crossed)
  const again = others.findLast(({ kind, body }) => kind === 'note' && typeof body['takenUpFrom'] === 'number')
  const text = again?.body['text']
  return typeof text === 'string' ? `Backout changed nothing. ${inline(text)}.` : 'Nothing was changed.'
}

/** The hash makes the report an anchor: a journal cut or rewritten later no longer leads to it. */
function footer({ records, notices }: ReportInput): string {
  const last = records.at(-1)
  if (!last) return '---\n\nFrom the Backout journal, which has no entries yet.'
  const head = last.hash ? ` Head: \`${last.hash}\`.` : ''
  const from = `From the Backout journal, entries ${records[0]?.seq} to ${last.seq}.${head}`
  return ['---', from, ...notices.map((notice) => `> ${inline(notice)}`)].join('\n\n')
}
