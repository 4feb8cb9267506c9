import type { JournalRecord } from '../ports/journal.ts'
import { stringAt } from '../lib/json-access.ts'
import { inline } from './markdown.ts'
import { utcWhereZoned } from './words.ts'

/** The section on the watches after what was done: each with what was watched and what was not; none where nothing was. */
export function watchSection(records: readonly JournalRecord[]): readonly string[] {
  const last = new Map<string, JournalRecord['body']>()
  for (const { kind, body } of records)
    if (kind === 'watch') last.set(`${String(body['runId'])} ${stringAt(body, 'ref', 'name')}`, body)
  if (last.size === 0) return []
  return [`## Watched afterwards\n\n${[...last.values()].map(line).join('\n')}`]
}

function line(body: JournalRecord['body']): string {
  const name = stringAt(body, 'ref', 'name')
  const from = utcWhereZoned(stringAt(body, 'watch', 'startedAt'))
  const ended = stringAt(body, 'watch', 'end', 'at')
  if (ended !== '')
    return `- ${inline(name)}, ${from} to ${utcWhereZoned(ended)}: ${inline(stringAt(body, 'watch', 'end', 'text'))}`
  return `- ${inline(name)}, from ${from}: **not over**, last looked at ${utcWhereZoned(stringAt(body, 'watch', 'seenAt'))}.`
}
