import { expect, it } from 'vitest'
import type { JournalRecord } from '../ports/journal.ts'
import type { Planned } from '../ports/lever.ts'
import { withWhyStopped } from './why-stopped.ts'

const planned = { plan: { guards: [{ id: 'preview', status: 'passed', text: 'ok' }] } } as unknown as Planned
const message = 'Somebody else changed tm-cart: priority of west is 7 instead of 1.'
const settled = (failure: object | null): JournalRecord => ({
  seq: 1,
  t: '2026-03-01T02:10:00Z',
  kind: 'settled',
  body: { runId: 'r', failure }
})
const guardsOf = (records: readonly JournalRecord[], how: 'goOn' | 'takeBack' = 'goOn') =>
  withWhyStopped(planned, records, { runId: 'r', how }).plan.guards

it('says in a plan of what is left why the plan before it stopped', () => {
  expect(guardsOf([settled({ message })])).toMatchObject([
    { id: 'stopped', status: 'warning', text: `The plan that this goes on with stopped: ${message}` },
    { id: 'preview' }
  ])
})

it('says nothing where it was stopped by a person, of another plan, and of a way back', () => {
  expect(guardsOf([settled(null)])).toHaveLength(1)
  expect(guardsOf([{ ...settled({ message }), body: { runId: 'other', failure: { message } } }])).toHaveLength(1)
  expect(guardsOf([settled({ message })], 'takeBack')).toHaveLength(1)
  expect(withWhyStopped(planned, [settled({ message })], null)).toBe(planned)
})
