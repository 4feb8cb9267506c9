import { expect, it } from 'vitest'
import type { JournalRecord } from '../ports/journal.ts'
import { incidentKey } from './incident.ts'
import { operatorWords } from './operator-words.ts'

const ref = { namespace: 'shop', name: 'cart' }
const incident = { key: incidentKey('env', ref), ref, identity: 'cluster' }
const at = (minutes: number): string => new Date(Date.UTC(2026, 2, 1, 2, minutes)).toISOString()

function records(...bodies: readonly (readonly [string, Readonly<Record<string, unknown>>])[]): JournalRecord[] {
  return bodies.map(([kind, body], seq) => ({ seq, t: at(seq), kind, body }))
}

const reported = { signal: 'securityIncident', state: 'reported', who: 'mira', note: 'CVE', at: at(1) }
const declined = {
  who: 'mira',
  reason: 'a fix is on its way',
  at: at(2),
  untilAt: at(12),
  level: 'rollBack',
  rows: ['errors-high'],
  values: { errorRatio: 0.06 }
}
const opened = ['observe', { incident: incident.key }] as const

it('reads what people said off the record, so that it is the same after a restart', () => {
  const words = operatorWords(
    records(opened, ['reported', { ref, reported }], ['declined', { ref, declined }]),
    incident,
    Date.parse(at(3))
  )
  expect(words.reports()).toEqual([reported])
  expect(words.declined()).toEqual(declined)
  const [, , back] = records(opened, opened, ['declined', { ref, declined: null }])
  if (back) words.take(back)
  expect(words.declined()).toBeNull()
})

it('takes nothing of another service, of an incident that is over, or that cannot be read', () => {
  const other = ['observe', { incident: 'env shop/search' }] as const
  const said = ['reported', { ref, reported }] as const
  expect(operatorWords(records(other, said), incident, Date.parse(at(3))).reports()).toEqual([])
  expect(operatorWords(records(opened, said), incident, Date.parse(at(600))).reports()).toEqual([])
  const odd = ['reported', { ref, reported: { ...reported, signal: 'mood' } }] as const
  expect(operatorWords(records(opened, odd), incident, Date.parse(at(3))).reports()).toEqual([])
})
