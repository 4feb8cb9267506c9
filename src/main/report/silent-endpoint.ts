import type { JournalRecord } from '../ports/journal.ts'
import { stringAt } from '../lib/json-access.ts'
import { utc } from '../../contract/words/format-time.ts'

/** An endpoint that users are led to, and that was seen not to answer. */
export interface SilentEndpoint {
  /** A sentence without its full stop: which, and what says so. */
  readonly text: string
  readonly name: string
  /** ISO: when that was first seen. It was then or earlier. */
  readonly from: string
  /** ISO; empty while it is not over. */
  readonly to: string
  /** Users were led away from it then: it need not answer yet. */
  readonly isLeft: boolean
  /** Name of another one that does not answer either since it was left; null for none. */
  readonly next: string | null
}

/** The first endpoint that was seen not to answer, as the records tell it; null for none. */
export function silentEndpointIn(records: readonly JournalRecord[]): SilentEndpoint | null {
  const notes = records.filter(({ kind, body }) => kind === 'note' && body['what'] === 'endpoint')
  const first = notes.find(({ body }) => body['is'] === 'silent')
  if (!first) return null
  const name = stringAt(first.body, 'name')
  const end = notes.find(({ seq, body }) => seq > first.seq && body['is'] !== 'silent' && body['name'] === name)
  return {
    text: stringAt(first.body, 'text'),
    name,
    from: timeOf(first),
    to: end ? timeOf(end) : '',
    isLeft: end?.body['is'] === 'left',
    next: nextSilent(notes, name)
  }
}

/** Another endpoint whose last word is that it does not answer. */
function nextSilent(notes: readonly JournalRecord[], name: string): string | null {
  const last = new Map(notes.map(({ body }) => [stringAt(body, 'name'), body['is']]))
  return [...last].find(([other, is]) => other !== name && is === 'silent')?.[0] ?? null
}

/** What it was to users, as far as it was measured. */
export function silentImpact({ name, from, to, isLeft, next }: SilentEndpoint): string {
  const away = `, until users were led away from it at ${utc(to)}`
  const end = isLeft
    ? next === null
      ? away
      : `; users were led away from it at ${utc(to)}, and ${next} does not answer either, which is not known to be over`
    : `, until ${utc(to)}`
  const until = to === '' ? ', which is not known to be over' : end
  return `${name} did not answer, at least since ${utc(from)}${until}; how many users were led to it is not measured.`
}

function timeOf({ t, body }: JournalRecord): string {
  const { happenedAt } = body
  return typeof happenedAt === 'string' ? happenedAt : t
}
