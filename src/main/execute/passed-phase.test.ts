import { expect, it } from 'vitest'
import type { JournalRecord } from '../ports/journal.ts'
import { passedAt, passedBody } from './passed-phase.ts'

const record = (kind: string, body: object): JournalRecord => ({ seq: 1, t: '', kind, body }) as JournalRecord
const at = '2026-03-01T02:11:00.000Z'
const passed = record('note', passedBody({ id: 'rollout', title: 'Replace the pods' }, at))

it('is remembered for the proof that was cut off, and by its own name', () => {
  expect(passedAt([record('confirm', {}), passed, record('resume', {})], 'rollout')).toBe(at)
  expect(passedAt([passed], 'errorRatio')).toBeNull()
  expect(passedAt([], 'rollout')).toBeNull()
})

it('says nothing of a proof that begins anew, nor where its time cannot be read', () => {
  expect(passedAt([passed, record('settled', {}), record('resume', {})], 'rollout')).toBeNull()
  expect(passedAt([record('note', { ...passed.body, at: 'soon' })], 'rollout')).toBeNull()
})
