import { expect, it } from 'vitest'
import type { Journal, JournalRecord } from '../ports/journal.ts'
import { createRunIndex } from './run-index.ts'

/** A journal of which only reading is asked; `records` counts how often all of it is. */
function journalOf(first: readonly JournalRecord[]) {
  const listeners = new Set<(record: JournalRecord) => void>()
  let reads = 0
  const journal: Pick<Journal, 'records' | 'subscribe'> = {
    records() {
      reads += 1
      return first
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    }
  }
  return {
    index: createRunIndex(journal, new Map()),
    reads: () => reads,
    comes: (record: JournalRecord) => listeners.forEach((listener) => listener(record))
  }
}

const record = (seq: number, kind: string, body: JournalRecord['body']): JournalRecord => ({
  seq,
  t: '2026-03-01T04:00:00Z',
  kind,
  body
})
const change = (seq: number, uid: string, outcome = 'succeeded', kind = 'outcome') =>
  record(seq, kind, { attemptId: `a${seq}`, outcome, target: { uid } })

it('knows what was recorded about an object, of before and as it comes, without reading the journal again', () => {
  const { index, comes, reads } = journalOf([
    change(1, 'cart'),
    change(2, 'search'),
    change(3, 'cart', 'failed'),
    record(4, 'mark', { replicaSetUid: 'cart-1', mark: 'bad' }),
    record(5, 'note', { text: 'cart' })
  ])
  comes(change(6, 'cart', 'succeeded', 'reconcile'))
  comes(record(7, 'mark', { subject: 'cart-1', mark: 'good' }))
  comes(change(8, 'cart', 'unknown'))
  const about = (uid: string) => index.about(uid).map(({ seq }) => seq)
  expect([about('cart'), about('cart-1'), about('search'), about('nobody')]).toEqual([[1, 6], [4, 7], [2], []])
  expect(reads()).toBe(1)
})

it('knows the last record of each watch that is over no run', () => {
  const { index, comes } = journalOf([
    record(1, 'watch', { watchId: 'a', identity: 'c', what: 'begun' }),
    record(2, 'watch', { runId: 'r', identity: 'c', what: 'begun' }),
    record(3, 'watch', { watchId: 'b', identity: 'other', what: 'begun' })
  ])
  comes(record(4, 'watch', { watchId: 'a', identity: 'c', what: 'minute' }))
  expect(index.watchesAlone('c').map(({ seq }) => seq)).toEqual([4])
})
