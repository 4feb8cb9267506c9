import { expect, it } from 'vitest'
import type { JournalRecord } from '../ports/journal.ts'
import { renderReport } from './render-report.ts'
import { timelineEntry, timelineOf } from './timeline.ts'

const record = (kind: JournalRecord['kind'], body: object): JournalRecord => ({
  seq: 7,
  t: '2026-03-14T02:10:00Z',
  kind,
  body: { ...body }
})

it('tells a debt as left behind, and not as done at that time', () => {
  const text = 'Resume Canary shop/reviews'
  expect(timelineEntry(record('debt', { text, debt: { id: 'd', text } }))?.text).toBe(`Left behind: ${text}`)
  expect(timelineEntry(record('debt', { text: `Settled: ${text}`, debt: { id: 'd', text } }))?.text).toBe(
    `Settled: ${text}`
  )
})

it('has the change that an approved plan puts back, at its own time and with the approval', () => {
  const cause = {
    text: 'deploy-bot changed TIMEOUT of ConfigMap cart-config at 02:05 UTC.',
    at: '2026-03-14T02:05:00Z'
  }
  const records = [record('confirm', { text: 'Approved: Restore TIMEOUT', runId: 'run', cause })]
  expect(timelineOf(records).map(({ at, text }) => [at, text])).toEqual([
    [cause.at, cause.text],
    ['2026-03-14T02:10:00Z', `Approved: Restore TIMEOUT. ${cause.text}`]
  ])
  const { markdown } = renderReport({
    records,
    environment: null,
    service: null,
    operator: 'mira',
    now: new Date('2026-03-14T02:20:00Z'),
    offsetMinutes: 0,
    notices: []
  })
  expect(markdown).toMatch(
    /## Root cause\n\n.*\n\nTaken for the cause when the way back was approved: deploy-bot changed/
  )
})
