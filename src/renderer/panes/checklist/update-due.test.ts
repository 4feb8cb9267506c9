import { expect, it } from 'vitest'
import { updateDue } from './update-due.ts'

const at = '2026-03-14T02:05:00Z'
const nextAt = '2026-03-14T02:35:00Z'
const due = (time: string) => updateDue({ at, nextAt }, true, Date.parse(`2026-03-14T${time}Z`))

it('counts down to what was promised, stands out from 20 min on, and says when that has passed', () => {
  expect(due('02:10:00')).toEqual({ text: 'Status update in 25 min', tone: 'dim' })
  expect(due('02:26:00')).toEqual({ text: '! Status update in 9 min', tone: 'warn' })
  expect(due('02:38:00')).toEqual({ text: '! Status update 3 min late', tone: 'bad' })
  // A promise is kept also once nothing asks for action any more.
  expect(updateDue({ at, nextAt }, false, Date.parse('2026-03-14T02:38:00Z'))?.tone).toBe('bad')
})

it('says that there is none only while something goes on, and nothing after the last word', () => {
  expect([updateDue(null, true, 0), updateDue(null, false, 0)]).toEqual([
    { text: 'No status update yet', tone: 'dim' },
    null
  ])
  expect(updateDue({ at, nextAt: null }, false, 0)).toBeNull()
  expect(updateDue({ at, nextAt: null }, true, 0)?.text).toBe('No status update since 02:05 UTC')
})
