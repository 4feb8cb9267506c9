import { expect, it } from 'vitest'
import type { JournalRecord } from '../ports/journal.ts'
import { watchSection } from './watch-section.ts'

const watch = { startedAt: '2026-03-01T02:15:00.000Z', seenAt: '2026-03-01T02:20:00.000Z', end: null }
const record = (seq: number, body: JournalRecord['body']): JournalRecord => ({
  seq,
  t: '2026-03-01T02:15:00.000Z',
  kind: 'watch',
  body: { ref: { namespace: 'shop', name: 'cart' }, watch, ...body }
})

it('says whose change was watched, and who asked for it, where it was none of ours', () => {
  const change = { revision: 43, templateOf: 41, by: 'kubectl', startedAt: '2026-03-01T02:13:00.000Z' }
  const [text = ''] = watchSection([
    record(1, { runId: 'r' }),
    record(2, { watchId: 'w', change, begunBy: 'ann' }),
    record(3, { watchId: 'w', change, begunBy: 'ann', watch: { ...watch, seenAt: '2026-03-01T02:25:00.000Z' } })
  ])
  const lines = text.split('\n').filter((line) => line.startsWith('- '))
  expect(lines).toHaveLength(2)
  expect(lines[0]).toMatch(/^- cart, from .*02:15.*\*\*not over\*\*/)
  expect(lines[1]).toMatch(/^- cart at revision 43, rolled out .*02:13.* by kubectl, asked for by ann, from .*02:25/)
})
