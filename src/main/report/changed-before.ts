import type { JournalRecord } from '../ports/journal.ts'
import { formatDuration } from '../../contract/words/format-duration.ts'
import { arrayAt, numberAt, stringAt } from '../lib/json-access.ts'
import { inline, table } from './markdown.ts'
import { utc } from './words.ts'

/** The section on what changed before the first crossing, as it was seen last; none where nobody looked. */
export function changedBefore(records: readonly JournalRecord[]): readonly string[] {
  const last = records.findLast(({ kind, body }) => kind === 'note' && body['what'] === 'changes')
  if (last === undefined) return []
  const { body } = last
  const cause = stringAt(body, 'cause', 'object')
  const lead =
    cause === ''
      ? 'Nothing that was read explains it.'
      : `Likeliest: **${inline(cause)}**. ${inline(stringAt(body, 'why'))}`
  const rows = arrayAt(body, 'changes').map((change) => [
    inline(utc(stringAt(change, 'at'))),
    inline(stringAt(change, 'object')),
    inline(stringAt(change, 'what')),
    inline([stringAt(change, 'by'), stringAt(change, 'git')].filter((text) => text !== '').join(', ')),
    near(numberAt(change, 'beforeMs') ?? 0)
  ])
  const unread = arrayAt(body, 'unread').filter((kind) => typeof kind === 'string')
  return [
    [
      `## What changed before\n\nBefore the first crossing at ${inline(utc(stringAt(body, 'aroundAt')))}${body['isCrossedEarlier'] === true ? ' or earlier' : ''}. ${lead}`,
      ...(rows.length === 0 ? [] : [table(['Time', 'Object', 'What', 'Who', 'How near'], rows)]),
      ...(unread.length === 0 ? [] : [`Not read: ${inline(unread.join(', '))}.`])
    ].join('\n\n')
  ]
}

function near(beforeMs: number): string {
  return beforeMs >= 0 ? `${formatDuration(beforeMs)} before` : `${formatDuration(-beforeMs)} after`
}
