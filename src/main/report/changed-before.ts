import type { JournalRecord } from '../ports/journal.ts'
import { formatDuration } from '../../contract/words/format-duration.ts'
import { arrayAt, at, numberAt, stringAt } from '../lib/json-access.ts'
import { inline, table } from './markdown.ts'
import { utcWhereZoned } from './words.ts'

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
  const changes = arrayAt(body, 'changes')
  const isAfter = (change: unknown): boolean => (numberAt(change, 'beforeMs') ?? 0) < 0
  const rows = changes.filter((change) => !isAfter(change)).map(rowOf)
  const later = changes.filter(isAfter).map(rowOf)
  const unread = arrayAt(body, 'unread').filter((kind) => typeof kind === 'string')
  return [
    [
      `## What changed before\n\nBefore the first crossing at ${inline(utcWhereZoned(stringAt(body, 'aroundAt')))}${body['isCrossedEarlier'] === true ? ' or earlier' : ''}. ${lead}`,
      ...(rows.length === 0 ? [] : [table(columns, rows)]),
      ...(later.length === 0 ? [] : ['After it began, and so no cause of it:', table(columns, later)]),
      ...(unread.length === 0 ? [] : [`Not read: ${inline(unread.join(', '))}.`])
    ].join('\n\n')
  ]
}

const columns = ['Time', 'Object', 'What', 'Who', 'How near']

function rowOf(change: unknown): readonly string[] {
  const who = [stringAt(change, 'by'), stringAt(change, 'git')].filter((text) => text !== '').join(', ')
  return [
    inline(utcWhereZoned(stringAt(change, 'at'))),
    inline(stringAt(change, 'object')),
    inline(stringAt(change, 'what')),
    `${inline(who)}${at(change, 'isOurs') === true ? ' (Backout)' : ''}`,
    near(numberAt(change, 'beforeMs') ?? 0)
  ]
}

function near(beforeMs: number): string {
  return beforeMs >= 0 ? `${formatDuration(beforeMs)} before` : `${formatDuration(-beforeMs)} after`
}
