import { expect, it } from 'vitest'
import type { JournalRecord } from '../ports/journal.ts'
import { timelineEntry } from './timeline.ts'

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
