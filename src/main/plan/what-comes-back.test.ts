import { expect, it } from 'vitest'
import type { JournalRecord } from '../ports/journal.ts'
import type { Planned } from '../ports/lever.ts'
import { withWhatComesBack } from './what-comes-back.ts'

const planned = { plan: { guards: [{ id: 'preview', status: 'passed', text: 'ok' }] } } as unknown as Planned
const ref = { namespace: 'shop', name: 'cart' }
const record = (kind: string, body: object): JournalRecord =>
  ({ seq: 1, t: '2026-03-01T02:10:00Z', kind, body }) as JournalRecord
const verdict = (level: string, of: object = ref) =>
  record('verdict', { ref: of, verdict: { level, lead: 'Roll back now.', rest: 'Errors 31 %, limit 5 %.' } })
const confirm = (how: string | null = null) =>
  record('confirm', { runId: 'r', ref, continues: how === null ? null : { runId: 'earlier', how } })

const guardsOf = (records: readonly JournalRecord[], how: 'goOn' | 'takeBack' = 'takeBack') =>
  withWhatComesBack(planned, records, { runId: 'r', how }).plan.guards

it('says of every way back what hurt users when what it takes back was approved', () => {
  expect(guardsOf([verdict('rollBack'), confirm(), verdict('ok')])).toMatchObject([
    {
      id: 'comesBack',
      status: 'warning',
      text: 'It leads back to what hurt users. When what it takes back was approved, the verdict was: Roll back now. Errors 31 %, limit 5 %.'
    },
    { id: 'preview' }
  ])
  // What was left of it was approved under the same verdict.
  expect(guardsOf([verdict('rollBack'), confirm('goOn')])).toHaveLength(2)
})

it('says nothing where nothing asked for it, of what is left, of a way back that is taken back, and of another service', () => {
  expect(guardsOf([verdict('rollBack'), verdict('ok'), confirm()])).toHaveLength(1)
  expect(guardsOf([verdict('rollBack'), confirm()], 'goOn')).toHaveLength(1)
  expect(guardsOf([verdict('rollBack'), confirm('takeBack')])).toHaveLength(1)
  expect(guardsOf([verdict('rollBack', { namespace: 'shop', name: 'till' }), confirm()])).toHaveLength(1)
  expect(guardsOf([])).toHaveLength(1)
  expect(withWhatComesBack(planned, [], null)).toBe(planned)
})
