import { expect, it } from 'vitest'
import type { ChangedBack, ServiceRef } from '../../contract/index.ts'
import { beginWatch, endWatch, type WatchState } from '../monitor/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { createRunIndex } from '../run/index.ts'
import { overBody, type WatchOver } from './watch-over.ts'
import { watchesToResume } from './watches-to-resume.ts'

const change: ChangedBack = {
  revision: 43,
  templateOf: 41,
  by: 'kubectl-rollout',
  startedAt: '2026-03-01T02:13:00.000Z',
  cleanAt: '2026-03-01T02:14:30.000Z',
  forMs: 1_800_000
}
const over: WatchOver = { kind: 'change', id: 'w1', change, begunBy: 'ann' }
const cart: ServiceRef = { namespace: 'shop', name: 'cart' }
const state = beginWatch('2026-03-01T02:15:00.000Z', 1_800_000)
const now = new Date('2026-03-01T02:20:00.000Z')

function resumed(bodies: readonly (readonly [kind: string, body: JournalRecord['body'], t?: string])[]) {
  const records = bodies.map(([kind, body, t = '2026-03-01T02:15:00.000Z'], seq) => ({ seq, t, kind, body }))
  const index = createRunIndex({ records: () => records, subscribe: () => () => undefined }, new Map())
  return watchesToResume(index, 'c', now)
}

const watched = (watch: WatchState, what = 'minute'): JournalRecord['body'] => ({
  what,
  text: '',
  ...overBody(over),
  ref: cart,
  identity: 'c',
  watch
})

it('are gone on with from their last record, with whose change it is and who asked', () => {
  const later = { ...state, watchedMs: 60_000 }
  expect(
    resumed([
      ['watch', watched(state, 'begun')],
      ['watch', watched(later)]
    ])
  ).toEqual([{ over, ref: cart, from: later, isOpen: true }])
})

it('are not once they are over, nor of another cluster, nor of what cannot be read', () => {
  const ended = endWatch(state, now.toISOString(), 'stopped', 'the day shift')
  expect(resumed([['watch', watched(ended, 'ended')]]).map(({ isOpen }) => isOpen)).toEqual([false])
  expect(resumed([['watch', { ...watched(state), identity: 'other' }]])).toEqual([])
  expect(resumed([['watch', { ...watched(state), change: { revision: 'no' } }]])).toEqual([])
})

it('are over where something else was done to the service since', () => {
  const body = {
    runId: 'r1',
    planId: 'p1',
    digest: 'd',
    text: 'Approved: Roll cart back',
    identity: 'c',
    ref: cart,
    lever: 'l',
    chosen: null,
    words: { title: 'Roll cart back', doing: 'Rolling cart back', done: 'Rolled back' },
    environment: 'c',
    armedUntil: null,
    steps: [],
    inverse: null,
    continues: null
  }
  const overtaking = (approvedAt: string) =>
    resumed([
      ['confirm', body, approvedAt],
      ['watch', watched(state)]
    ]).find(({ over: of }) => of.kind === 'change')?.overtakenBy?.words.doing
  expect(overtaking('2026-03-01T02:16:00.000Z')).toBe('Rolling cart back')
  expect(overtaking('2026-03-01T02:10:00.000Z')).toBeUndefined()
})
