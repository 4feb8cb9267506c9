import { expect, it } from 'vitest'
import type { StillOpen } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { impactText, outagesIn, wellAgainAt } from './impact.ts'

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

const crossed = '2026-03-01T02:00:00Z'
const reading = (result: string) => [{ signal: 'errorRatio', level: 'rollBack', result }]
const over = (t: string, firstCrossedAt = crossed): JournalRecord => {
  const record = verdict(t, 100, 0.1)
  return {
    ...record,
    body: { ...record.body, verdict: { firstCrossedAt, level: 'rollBack', judgements: reading('fires') } }
  }
}
const quiet = (signal: string) => ({ signal, level: 'prepare', result: 'quiet' })
const calm = (t: string, ...also: readonly string[]): JournalRecord => {
  const record = verdict(t, 100, 0)
  return {
    ...record,
    body: {
      ...record.body,
      verdict: { firstCrossedAt: null, level: 'hold', judgements: [...reading('quiet'), ...also.map(quiet)] }
    }
  }
}
const blind = (t: string): JournalRecord => ({
  ...verdict(t),
  body: { traffic: null, verdict: { firstCrossedAt: null, level: 'watch', judgements: reading('unknown') } }
})
const proof = (t: string): JournalRecord => ({ ...verdict(t), kind: 'settled', body: { proved: true } })
it.each([
  ['memoryLeft', 'No failure of requests was measured; memory grew towards its limit for 6 min, until'],
  ['p95', 'Requests were slow for up to 6 min, until at the latest'],
  ['customerReports', 'Users reported problems, which no reading shows, for 6 min, until']
])('says no errors where %s alone was past its limit', (signal, said) => {
  const record = over('02:00:30')
  const judgements = [
    { signal, level: 'prepare', result: 'fires' },
    { signal: 'errorRatio', level: 'hold', result: 'fires' }
  ]
  const own = {
    ...record,
    body: { ...record.body, verdict: { firstCrossedAt: crossed, level: 'prepare', judgements } }
  }
  const impact = text([own, calm('02:06:00', signal)])
  expect(impact).toContain(said)
  expect(impact).not.toMatch(/requests failed|saw errors/)
})

const only = (signal: string, errors: string): JournalRecord => {
  const judgements = [
    { signal, level: 'rollBack', result: 'fires' },
    { signal: 'errorRatio', level: 'rollBack', result: errors }
  ]
  return { ...verdict('02:00:30'), body: { verdict: { firstCrossedAt: crossed, level: 'rollBack', judgements } } }
}

it('does not end by a proof what people report and no reading shows', () => {
  const said = text([only('customerReports', 'quiet'), proof('02:06:00')])
  expect(said).toMatch(/^Users reported problems, .* which is not known to be over\.$/)
  expect(said).not.toContain('until')
})

const grows: StillOpen = { signal: 'memoryLeft', tellsAt: null, isAsking: false }

it('does not end by a proof, nor by a verdict that judges no memory any more, what memory asked for', () => {
  const told = [only('memoryLeft', 'quiet'), proof('02:06:00'), calm('02:07:00')]
  const since = (open: readonly StillOpen[]) =>
    impactText(told, crossed, '2026-03-01T02:06:00Z', false, { open, betterAt: null })
  const said = 'No failure of requests was measured; memory grew towards its limit for 6 min'
  expect(since([grows])).toBe(`${said}, which is not known to be over.`)
  expect(since([])).toBe(`${said}.`)
})

it('ends with the word of people what they reported', () => {
  const told = [only('customerReports', 'quiet'), proof('02:06:00')]
  const asked = { open: [], betterAt: '2026-03-01T02:09:00.000Z' }
  expect(impactText(told, crossed, '2026-03-01T02:06:00Z', false, asked)).toBe(
    'Users reported problems, which no reading shows, for 9 min, until 02:09:00Z.'
  )
})

it('does not say that no failure was measured where nothing could measure one', () => {
  const impact = (errors: string) => text([only('newPodsUnavailable', errors), proof('02:06:00')])
  expect(impact('unknown')).toMatch(/^Whether requests failed is not known for all of it; new pods were not ready for/)
  expect(impact('quiet')).toMatch(/^No failure of requests was measured;/)
})

const times = [crossed, '2026-03-01T02:10:00Z'] as const

it('ends with the first measured verdict under every limit: the proof takes longer', () => {
  expect(text([over('02:00:30'), calm('02:06:00'), calm('02:08:00')])).toBe(
    'Users saw errors for up to 6 min, until at the latest 02:06:00Z, when the readings, which look back a minute or more, were under every limit again; about 3,600 requests failed (request rate × error ratio).'
  )
  // The status update says the same moment.
  expect(wellAgainAt([over('02:00:30'), calm('02:06:00')], ...times)).toEqual({
    at: '2026-03-01T02:06:00Z',
    isLatest: false
  })
  expect(wellAgainAt([over('02:00:30'), proof('02:10:00')], ...times).at).toBe(times[1])
  expect(wellAgainAt([over('02:00:30'), calm('02:06:00')], times[0], '').at).toBe('')
})

it('counts no time in which nothing was measured as a recovery, and no requests of it', () => {
  const records = [over('02:00:30'), blind('02:04:00'), calm('02:06:00'), proof('02:10:00')]
  expect(text(records)).toBe(
    'Users saw errors for up to 6 min, until at the latest 02:06:00Z (not measured from 02:04:00Z to then); about 2,400 requests failed while it was measured (request rate × error ratio).'
  )
  expect(wellAgainAt(records, ...times)).toEqual({ at: '2026-03-01T02:06:00Z', isLatest: true })
  expect(text([over('02:00:30'), blind('02:02:00'), over('02:03:00'), calm('02:06:00')])).toMatch(
    /^Users saw errors for up to 6 min \(not measured from 02:02:00Z to 02:03:00Z\), until at the latest 02:06:00Z, when/
  )
})

it('keeps what was measured after another action brought the trouble back, whatever became of that', () => {
  const again = [over('02:00:30'), calm('02:06:00'), proof('02:07:00'), over('02:08:00', '2026-03-01T02:07:30Z')]
  expect(text([...again, { ...verdict('02:09:30'), kind: 'note' }], '02:00:00', '')).toBe(
    'Users saw errors for up to 6 min, until at the latest 02:06:00Z, when the readings, which look back a minute or more, were under every limit again; and again for 2 min from 02:07:30Z, which is not known to be over; about 4,800 requests failed (request rate × error ratio).'
  )
  expect(wellAgainAt(again, ...times).at).toBe('')
  expect(text([over('02:00:30'), over('02:04:00')], '02:00:00', '')).toBe('')
})

it('tells outages apart that users were well between, and takes a moment without errors for none', () => {
  const again = [over('02:00:30'), calm('02:06:00'), over('02:09:00', '2026-03-01T02:08:30Z'), calm('02:10:00')]
  expect(outagesIn(again, crossed)).toEqual({
    startedAt: '2026-03-01T02:08:30Z',
    before: [{ from: crossed, to: '2026-03-01T02:06:00Z' }]
  })
  const brief = [over('02:00:30'), calm('02:06:00'), over('02:06:30', '2026-03-01T02:06:20Z'), calm('02:10:00')]
  expect(outagesIn(brief, crossed)).toEqual({ startedAt: crossed, before: [] })
  expect(outagesIn([], crossed)).toEqual({ startedAt: crossed, before: [] })
})

it('tells what began soon after a proof apart from what the proof has ended', () => {
  expect(outagesIn([over('02:00:30'), proof('02:06:00'), over('02:06:24'), over('02:07:00')], crossed)).toEqual({
    startedAt: '2026-03-01T02:06:24Z',
    before: [{ from: crossed, to: '2026-03-01T02:06:00Z' }]
  })
})
