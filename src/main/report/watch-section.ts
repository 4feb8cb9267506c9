import type { JournalRecord } from '../ports/journal.ts'
import { numberAt, stringAt } from '../lib/json-access.ts'
import { inline } from './markdown.ts'
import { utcWhereZoned } from './words.ts'

/** The section on the watches after what was done, by us or by somebody else: each with what was watched and what was not; none where nothing was. */
export function watchSection(records: readonly JournalRecord[]): readonly string[] {
  const last = new Map<string, JournalRecord['body']>()
  for (const { kind, body } of records)
    if (kind === 'watch') last.set(`${String(body['runId'] ?? body['watchId'])} ${stringAt(body, 'ref', 'name')}`, body)
  if (last.size === 0) return []
  return [`## Watched afterwards\n\n${[...last.values()].map(line).join('\n')}`]
}

function line(body: JournalRecord['body']): string {
  const what = `- ${inline(stringAt(body, 'ref', 'name'))}${changeText(body)}`
  const from = utcWhereZoned(stringAt(body, 'watch', 'startedAt'))
  const ended = stringAt(body, 'watch', 'end', 'at')
  if (ended !== '')
    return `${what}, ${from} to ${utcWhereZoned(ended)}: ${inline(stringAt(body, 'watch', 'end', 'text'))}`
  return `${what}, from ${from}: **not over**, last looked at ${utcWhereZoned(stringAt(body, 'watch', 'seenAt'))}.`
}

/** Whose change was watched, where it was none of ours, and who asked for that. */
function changeText({ change, begunBy }: JournalRecord['body']): string {
  const revision = numberAt(change, 'revision')
  if (typeof begunBy !== 'string' || revision === undefined) return ''
  const by = stringAt(change, 'by')
  return ` at revision ${revision}, rolled out ${utcWhereZoned(stringAt(change, 'startedAt'))}${by === '' ? '' : ` by ${inline(by)}`}, asked for by ${inline(begunBy)}`
}
