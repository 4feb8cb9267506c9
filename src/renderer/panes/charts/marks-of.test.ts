import { expect, it } from 'vitest'
import type { SeenChange, WhatChangedView } from '../../../contract/index.ts'
import { marksOf } from './marks-of.ts'
import { chartWords } from './value-at.ts'

const at = '2026-03-14T02:06:30Z'
const second = Date.parse(at) / 1_000

const change: SeenChange = {
  id: '1',
  at,
  kind: 'write',
  object: 'ConfigMap a',
  by: 'ann',
  git: '',
  what: 'data.A',
  diff: [],
  bearing: 'its pods read it',
  isOurs: false,
  beforeMs: 0,
  command: ''
}

const changed = (...changes: readonly SeenChange[]): WhatChangedView => ({
  ref: { namespace: 'shop', name: 'cart' },
  readAt: at,
  aroundAt: at,
  isCrossing: true,
  fromAt: at,
  changes,
  leftOut: 0,
  likeliest: null,
  unread: [],
  notServed: []
})

it('has our own actions, the crossing, and of the changes what has to do with the service', () => {
  const timeline = [
    { seq: 2, at: '2026-03-14T02:09:00Z', kind: 'sent', text: 'Sent: rollout undo' },
    { seq: 1, at: '2026-03-14T02:07:00Z', kind: 'crossing', text: 'First crossed a limit' },
    { seq: 3, at: '2026-03-14T02:08:00Z', kind: 'note', text: 'coffee' }
  ]
  const marks = marksOf(
    timeline,
    changed(
      change,
      { ...change, id: '2', bearing: '' },
      { ...change, id: '3', kind: 'event', object: 'Node n', by: '', what: 'drained' },
      { ...change, id: '4', by: 'kubectl-backout' }
    )
  )
  expect(marks.map(({ kind, text }) => [kind, text])).toEqual([
    ['others', 'ConfigMap a by ann: data.A'],
    ['event', 'Node n: drained'],
    ['crossing', 'First crossed a limit'],
    ['ours', 'Sent: rollout undo']
  ])
  expect(marksOf([], null)).toEqual([])
})

it('says the values of a time, and what happened then', () => {
  const view = {
    times: [second, second + 60],
    stepSeconds: 60,
    charts: [
      { id: 'errorRatio', unit: 'ratio', lines: [{ label: '', values: [0.078, null] }], query: '', command: '' },
      { id: 'latency', unit: 'ms', lines: [{ label: 'P95', values: [612, 613] }], query: '', command: '' }
    ]
  } as const
  const marks = marksOf([], changed(change))
  expect(chartWords(view, 0, marks)).toBe('02:06:30Z: Errors 7.8 %, P95 612 ms; ConfigMap a by ann: data.A')
  expect(chartWords(view, 1, marks)).toBe('02:07:30Z: Errors no data, P95 613 ms')
  expect(chartWords(view, 2, marks)).toBe('')
})
