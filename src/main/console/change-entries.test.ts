import { expect, it } from 'vitest'
import type { SeenChange, WhatChangedView } from '../../contract/index.ts'
import type { Journal, JournalRecord } from '../ports/journal.ts'
import { timelineEntry } from '../report/index.ts'
import { changeEntries } from './change-entries.ts'

const at = '2026-03-14T02:05:00Z'
const change: SeenChange = {
  id: '0',
  at,
  kind: 'write',
  object: 'ConfigMap a',
  by: 'ann',
  git: '',
  what: 'data.A',
  diff: [],
  bearing: 'its pods read it',
  isOurs: false,
  beforeMs: 91_000,
  command: ''
}
const view: WhatChangedView = {
  ref: { namespace: 'shop', name: 'cart' },
  readAt: at,
  aroundAt: '2026-03-14T02:06:31Z',
  isCrossing: true,
  fromAt: at,
  changes: [change],
  leftOut: 0,
  likeliest: { id: '0', why: 'It came 1 min 31 s before.' },
  unread: [],
  notServed: []
}

function taking(): { readonly take: (view: WhatChangedView) => void; readonly records: JournalRecord[] } {
  const records: JournalRecord[] = []
  const append: Journal['append'] = async (kind, body) => {
    const record = { seq: records.length, t: at, kind, body }
    records.push(record)
    return record
  }
  return { take: changeEntries({ append }), records }
}

it('is written once until something else is found, and stands in the timeline', () => {
  const { take, records } = taking()
  take(view)
  take({ ...view, readAt: '2026-03-14T02:09:00Z' })
  expect(records).toHaveLength(1)
  expect(records.map(timelineEntry)).toMatchObject([
    {
      kind: 'what changed',
      text: 'What changed before, likeliest: ConfigMap a by ann. It came 1 min 31 s before.'
    }
  ])
  take({ ...view, changes: [], likeliest: null })
  expect(records.at(-1)?.body['text']).toBe('What changed before: nothing that was read explains it (0 changes seen)')
})

it('is not written without a crossing, and not without end', () => {
  const { take, records } = taking()
  take({ ...view, isCrossing: false })
  expect(records).toEqual([])
  for (let count = 0; count < 50; count += 1) take({ ...view, changes: [{ ...change, what: String(count) }] })
  expect(records).toHaveLength(20)
})
