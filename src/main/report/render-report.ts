import type {
  CommandView,
  EnvironmentView,
  Plan,
  ReportField,
  ReportView,
  Run,
  ServiceRef,
  Verdict
} from '../../contract/index.ts'
import { reportFields } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { visibleText } from '../lib/visible-text.ts'
import { commandsOf } from './commands.ts'
import { fieldsOf } from './fields.ts'
import { fenced, inline } from './markdown.ts'
import { timelineOf } from './timeline.ts'

export interface ReportInput {
  readonly records: readonly JournalRecord[]
  readonly environment: EnvironmentView | null
  readonly service: ServiceRef | null
  readonly run: Run | null
  readonly verdict: Verdict | null
  readonly now: Date
}

const unrecorded = '_not recorded_'

/** The incident report, from the records alone; complete with no network. What nobody filled in says so. */
export function renderReport(input: ReportInput): ReportView {
  const fields = fieldsOf(input.records)
  const value = (field: ReportField): string => fields[field].value.trim()
  const paragraph = (field: ReportField): string =>
    value(field) ? value(field).split('\n').map(inline).join('\n') : unrecorded
  const time = (field: ReportField): string => (value(field) ? inline(utc(value(field))) : unrecorded)
  const sections = [
    heading(input),
    `## Trigger\n\n${paragraph('trigger')}`,
    ['## Timeline (UTC)', times(time), timeline(input.records)].join('\n\n'),
    `## Impact\n\n${paragraph('impact')}`,
    `## Root cause\n\n${paragraph('rootCause')}`,
    `## What was done\n\n${done(input)}`,
    `## Action items\n\n${paragraph('actionItems')}`,
    footer(input)
  ]
  return {
    fields,
    markdown: `${sections.join('\n\n')}\n`,
    missing: reportFields.filter((field) => value(field) === '')
  }
}

function heading({ service, environment, now }: ReportInput): string {
  const what = service ? `${service.namespace}/${service.name}` : 'no service opened'
  const where = environment ? `${environment.name} (${environment.kind})` : 'no environment opened'
  const drill = environment?.kind === 'drill' ? ['> This was a drill: a simulated cluster, no users.'] : []
  return [
    `# Incident report: ${inline(what)}`,
    ...drill,
    `Environment: ${inline(where)}${environment ? `, \`${visibleText(environment.server).replaceAll('`', '')}\`` : ''}  `,
    `Written: ${utc(now.toISOString())}`
  ].join('\n')
}

function times(time: (field: ReportField) => string): string {
  return [
    `- Started: ${time('startedAt')}`,
    `- Detected: ${time('detectedAt')}`,
    `- Restored: ${time('restoredAt')}`
  ].join('\n')
}

function timeline(records: readonly JournalRecord[]): string {
  const entries = timelineOf(records)
  if (entries.length === 0) return unrecorded
  return ['| Time | What |', '|---|---|', ...entries.map(({ at, text }) => `| ${utc(at)} | ${inline(text)} |`)].join(
    '\n'
  )
}

function done(input: ReportInput): string {
  const commands = commandsOf(input.records)
  const executed = commands.filter(({ label }) => label === 'executed' || label === 'resolved')
  const parts = [
    executed.length === 0 ? 'Nothing was changed.' : executed.map(executedBlock).join('\n\n'),
    beforeAndAfter(input)
  ]
  const log = commands.map(({ at, label, command, result }) =>
    visibleText(`${utc(at)}  ${label.padEnd(8)}  ${command}  # ${result}`, 1_048_576)
  )
  if (log.length > 0) parts.push(`### Command log\n\n${fenced(log.join('\n'))}`)
  return parts.filter((part) => part !== '').join('\n\n')
}

function executedBlock({ at, command, result }: CommandView): string {
  return [fenced(command, 'sh'), `${utc(at)}: ${inline(result)}`].join('\n\n')
}

function beforeAndAfter({ records, run }: ReportInput): string {
  const plan = records.findLast(({ kind, body }) => kind === 'plan' && 'plan' in body)?.body['plan'] as Plan | undefined
  if (!plan || !run) return ''
  const changed = plan.diff.filter(({ kind }) => kind !== 'same')
  const diff = changed.map(({ kind, text }) => `${kind === 'removed' ? '-' : '+'} ${text}`)
  const checks = run.checks.map(({ title, status, evidence }) => `- ${inline(title)}: ${status}. ${inline(evidence)}`)
  return [
    `Revision ${plan.target.fromRevision} before, the template of revision ${plan.target.toRevision} after.`,
    ...(diff.length > 0 ? [fenced(diff.join('\n'), 'diff')] : []),
    ...(checks.length > 0 ? ['### Proof', checks.join('\n')] : [])
  ].join('\n\n')
}

/** The hash makes the report an anchor: a journal cut or rewritten later no longer leads to it. */
function footer({ records }: ReportInput): string {
  const last = records.at(-1)
  if (!last) return '---\n\nFrom the Backout journal, which has no entries yet.'
  const head = last.hash ? ` Head: \`${last.hash}\`.` : ''
  return `---\n\nFrom the Backout journal, entries ${records[0]?.seq} to ${last.seq}.${head}`
}

/** `2026-01-02 03:04:05Z`; text that is no time stays as it is. */
function utc(text: string): string {
  const at = Date.parse(text)
  return Number.isNaN(at) ? text : `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}Z`
}
