import { expect, it } from 'vitest'
import type { Run } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { lastIncident } from './incident-records.ts'
import { partScope } from './incident-scope.ts'
import { recordedIncidents } from './recorded-incidents.ts'

const environment = { id: 'a', name: 'production', kind: 'production' }
const cart = { namespace: 'shop', name: 'cart' }
const incident = { key: 'a cart', ref: cart, identity: 'a' }
const opens = { incident: 'a cart', ref: cart, identity: 'a', context: 'prod', environment }

function journal(...entries: readonly [hour: number, kind: string, body: Record<string, unknown>][]): JournalRecord[] {
  return entries.map(([hour, kind, body], seq) => ({
    seq,
    t: new Date(Date.UTC(2026, 2, 1) + hour * 3_600_000).toISOString(),
    kind,
    body
  }))
}

const twoDays = journal(
  [0, 'journal.open', {}],
  [0, 'observe', opens],
  [0.1, 'task', { taskId: 'old', state: 'done' }],
  [24, 'journal.open', {}],
  [24, 'observe', opens],
  [24.1, 'confirm', { runId: 'r1', ref: cart, identity: 'a' }],
  [24.2, 'settled', { runId: 'r1', ref: cart, identity: 'a' }],
  [48, 'journal.open', {}],
  // The first one is opened again, and written on.
  [48, 'observe', { ...opens, since: 1 }],
  [48.1, 'note', { taskId: 'old', text: 'later' }],
  [48.2, 'observe', { ...opens, since: 4 }]
)
const seqs = (records: readonly JournalRecord[]): readonly number[] => records.map(({ seq }) => seq)

it('lists each incident once, the newest first, with how it ended', () => {
  const proved = { state: 'settled', proved: true, attested: null, outcome: 'succeeded', words: { title: 'Undo' } }
  const found = recordedIncidents(twoDays, (id) => (id === 'r1' ? (proved as unknown as Run) : null))
  expect(found).toMatchObject([
    { firstSeq: 4, ref: cart, environment: 'production', end: 'proved', text: 'Undo' },
    { firstSeq: 1, end: 'read', text: '' }
  ])
})

it.each([
  [{ state: 'verifying' }, 'underWay'],
  [{ outcome: 'cancelled' }, 'cancelled'],
  [{ outcome: 'conflict' }, 'notApplied'],
  [{ outcome: 'unknown' }, 'notProved'],
  [{ outcome: 'succeeded', attested: {} }, 'attested']
])('says of a run that is %o: %s', (change, end) => {
  const run = { state: 'settled', proved: false, attested: null, outcome: 'succeeded', words: { title: '' }, ...change }
  expect(recordedIncidents(twoDays, () => run as unknown as Run)[0]?.end).toBe(end)
})

it('keeps what is written later with the incident that was opened, and nothing else', () => {
  expect(seqs(twoDays.filter(partScope(incident, 1)))).toEqual([1, 2, 8, 9])
  expect(seqs(twoDays.filter(partScope(incident, 4)))).toEqual([4, 5, 6, 10])
})

it('takes the last one up from its beginning also after it was opened on a later day', () => {
  expect(lastIncident(twoDays)?.firstSeq).toBe(4)
})

it('gives the proof of a run to the service that it is about', () => {
  const basket = { namespace: 'shop', name: 'basket' }
  const left = journal(
    [0, 'observe', opens],
    [0.1, 'confirm', { runId: 'r1', ref: cart, identity: 'a' }],
    [0.2, 'observe', { ...opens, incident: 'a basket', ref: basket }],
    [0.3, 'settled', { runId: 'r1', ref: cart, identity: 'a' }]
  )
  expect(recordedIncidents(left, () => null).map(({ ref, lastAt }) => [ref.name, lastAt.slice(11, 16)])).toEqual([
    ['basket', '00:12'],
    ['cart', '00:18']
  ])
})

it('is one row where the same service was reached through another connection, with the true end of its run', () => {
  const again = { ...opens, incident: 'b cart', environment: { ...environment, id: 'b' } }
  const both = journal(
    [0, 'observe', opens],
    [0.1, 'confirm', { runId: 'r1', ref: cart, identity: 'a' }],
    [0.2, 'journal.open', {}],
    [0.3, 'observe', again],
    [0.4, 'settled', { runId: 'r1', ref: cart, identity: 'a' }],
    [0.5, 'task', { taskId: 'communicate', state: 'done' }]
  )
  const proved = { state: 'settled', proved: true, attested: null, outcome: 'succeeded', words: { title: 'Undo' } }
  expect(recordedIncidents(both, () => proved as unknown as Run)).toMatchObject([{ firstSeq: 0, end: 'proved' }])
  expect(seqs(both.filter(partScope(incident, 0)))).toEqual([0, 1, 3, 4, 5])
  expect(seqs(both.filter(partScope({ ...incident, key: 'b cart' }, 0)))).toEqual([0, 1, 3, 4, 5])
  // Two drills have nothing in common but what was drawn.
  const drill = { id: 'c', name: 'drill', kind: 'drill' }
  const drills = journal(
    [0, 'observe', { ...opens, environment: drill }],
    [0.3, 'observe', { ...again, environment: drill }]
  )
  expect(recordedIncidents(drills, () => null)).toHaveLength(2)
})
