import { expect, it } from 'vitest'
import type { JournalRecord } from '../ports/journal.ts'
import { provedLast } from './proved-at.ts'

const ref = { namespace: 'shop', name: 'returns' }
const incident = { key: 'k', ref, identity: 'c' }
const settled = (seq: number, t: string, body: object): JournalRecord => ({
  seq,
  t,
  kind: 'settled',
  body: { runId: 'r', identity: 'c', ref, ...body }
})

it('knows when a change of the service was proved last, also while it is open', () => {
  const records = [
    settled(1, '2026-03-01T02:05:00Z', { proved: false }),
    settled(2, '2026-03-01T02:06:00Z', { proved: true, ref: { ...ref, name: 'cart' } })
  ]
  const last = provedLast({ records: () => records }, incident)
  expect(last()).toBeNull()
  records.push(settled(3, '2026-03-01T02:07:00Z', { proved: true }))
  expect(last()).toBe('2026-03-01T02:07:00Z')
  records.push(settled(4, '2026-03-01T02:08:00Z', { proved: false }))
  expect(last()).toBe('2026-03-01T02:07:00Z')
})
