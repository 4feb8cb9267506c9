import { expect, it } from 'vitest'
import type { JournalRecord } from '../ports/journal.ts'
import { impactText, wellAgainAt } from './impact.ts'

const verdict = (t: string, requestsPerSecond?: number, errorRatio?: number): JournalRecord => ({
  seq: 0,
  t: `2026-03-01T${t}Z`,
  kind: 'verdict',
  body: { traffic: { requestsPerSecond, errorRatio } }
})
const text = (records: readonly JournalRecord[], from = '02:00:00', to = '02:10:00') =>
  impactText(records, `2026-03-01T${from}Z`, `2026-03-01T${to}Z`)

it('counts from the crossing to the proof, by the readings in between', () => {
  // 60 s at 10/s, then 480 s at 1/s, then 60 s at 0.
  const records = [verdict('02:00:30', 100, 0.1), verdict('02:01:00', 100, 0.01), verdict('02:09:00', 100, 0)]
  expect(text(records)).toBe('Users saw errors for 10 min; about 1,100 requests failed (request rate × error ratio).')
})

it.each([
  ['nothing measured the requests', [verdict('02:00:30')], 'Users saw errors for 10 min.'],
  ['nothing was recorded', [], 'Users saw errors for 10 min.'],
  ['the only reading came later', [verdict('02:11:00', 100, 0.1)], 'Users saw errors for 10 min.']
])('says how long, and no number, where %s', (_what, records, said) => {
  expect(text(records)).toBe(said)
})

it('says nothing of a time that does not go forward', () => {
  expect(text([verdict('02:00:30', 100, 0.1)], '02:10:00', '02:00:00')).toBe('')
})

it('ends with the last verdict over a limit, where one after it was calm: the proof takes longer', () => {
  const said = (t: string, firstCrossedAt: string | null): JournalRecord => {
    const record = verdict(t, 100, firstCrossedAt === null ? 0 : 0.1)
    return { ...record, body: { ...record.body, verdict: { firstCrossedAt } } }
  }
  const crossed = '2026-03-01T02:00:00Z'
  expect(text([said('02:00:30', crossed), said('02:06:00', null), said('02:08:00', null)])).toBe(
    'Users saw errors for 6 min, until the readings were under every limit again at 02:06:00Z; about 3,600 requests failed (request rate × error ratio).'
  )
  const times = ['2026-03-01T02:00:00Z', '2026-03-01T02:10:00Z'] as const
  // The status update says the same moment.
  expect(wellAgainAt([said('02:00:30', crossed), said('02:06:00', null)], ...times)).toBe('2026-03-01T02:06:00Z')
  expect(wellAgainAt([said('02:00:30', crossed)], ...times)).toBe(times[1])
  expect(wellAgainAt([said('02:00:30', crossed), said('02:06:00', null)], times[0], '')).toBe('')
  // Trouble that came back is trouble to its end.
  expect(text([said('02:00:30', crossed), said('02:06:00', null), said('02:08:00', crossed)])).toMatch(/for 10 min;/)
})
