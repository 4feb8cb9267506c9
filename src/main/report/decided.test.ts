import { expect, it } from 'vitest'
import { decidedText } from './decided.ts'

const record = (kind: string, t: string) => ({ seq: 1, t, kind, body: {} })
const verdict = record('verdict', '2026-03-14T02:10:00.000Z')
const approval = record('confirm', '2026-03-14T02:12:00.000Z')

it('is counted from the alert, and from the first verdict where nobody says when that was', () => {
  expect(decidedText([verdict, approval], '2026-03-14T02:05:00.000Z')).toBe(
    '2026-03-14 02:12:00Z, 7 min after the alert'
  )
  expect(decidedText([verdict, approval], '02:05')).toBe('2026-03-14 02:12:00Z, 7 min after the alert')
  for (const unclear of ['', 'about two'])
    expect(decidedText([verdict, approval], unclear)).toBe('2026-03-14 02:12:00Z, 2 min after the first verdict')
})

it('is the first decision, which may be not to act, and nothing before one', () => {
  const declined = record('declined', '2026-03-14T02:11:00.000Z')
  expect(decidedText([verdict, declined, approval], '')).toBe(
    '2026-03-14 02:11:00Z, 1 min after the first verdict, not to act for now'
  )
  expect(decidedText([verdict], '02:05')).toBeNull()
  // An alert of after the decision is about something else: no time is made of it.
  expect(decidedText([approval], '2026-03-14T02:13:00Z')).toBe('2026-03-14 02:12:00Z')
})
