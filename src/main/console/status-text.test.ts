import { expect, it } from 'vitest'
import type { ReportView, Run, Verdict, WatchView, WhatChangedView } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { statusText } from './status-text.ts'

const service = { namespace: 'shop', name: 'returns' }
const field = (value: string) => ({ value, source: value === '' ? 'empty' : 'prefilled' }) as const
const fields = (startedAt: string, restoredAt = '') =>
  ({
    startedAt: field(startedAt),
    alertedAt: field(''),
    restoredAt: field(restoredAt)
  }) as unknown as ReportView['fields']
const startedAt = '2026-03-01T02:05:00.000Z'

function record(t: string, result: 'fires' | 'quiet'): JournalRecord {
  const firstCrossedAt = result === 'fires' ? startedAt : null
  const verdict = { ...judged(result), level: result === 'fires' ? 'rollBack' : 'hold', firstCrossedAt }
  return { seq: 0, t, kind: 'verdict', body: { verdict } }
}
function judged(result: 'fires' | 'quiet') {
  return { judgements: [{ signal: 'errorRatio', level: 'rollBack', result }] } as unknown as Verdict
}
const base = {
  service,
  fields: fields(''),
  records: [],
  run: null,
  verdict: judged('quiet'),
  watches: [],
  now: new Date('2026-03-01T02:20:00Z')
}

it('claims no failure of a service that is well', () => {
  expect(statusText(base)).toMatch(/^We see no problem with \[returns\] now/)
})

it('says when a service was well again that nobody here has helped', () => {
  const records = [record('2026-03-01T02:06:00.000Z', 'fires'), record('2026-03-01T02:12:00.000Z', 'quiet')]
  const said = statusText({ ...base, fields: fields(startedAt), records })
  expect(said).toMatch(/^Recovered: \[returns\] works again\.\nRequests failed from 02:05 to 02:12 UTC\./)
})

it('resolves what was proved once the watch has held', () => {
  const words = { title: 'Undo', doing: 'Undoing', done: 'Undone' }
  const run = { id: 'r', outcome: 'succeeded', proved: true, checks: [], attempts: [], words } as unknown as Run
  const watch = { runId: 'r', ref: service, end: null, seenAt: '2026-03-01T02:14:00Z', forMs: 1_800_000, watchedMs: 0 }
  const proved = { ...base, fields: fields(startedAt, '2026-03-01T02:13:00.000Z'), run }
  const watched = (more: object) => statusText({ ...proved, watches: [{ ...watch, ...more } as unknown as WatchView] })
  expect(watched({})).toMatch(/^Recovered: [^]*watched until 02:44 UTC/)
  expect(watched({ end: { how: 'alarmed', at: '', text: '' } })).toMatch(/^Recovered: [^]*We go on watching\.$/)
  expect(watched({ end: { how: 'held', at: '', text: '' } })).toMatch(/^Resolved: /)
})

it('begins with the alert where nothing measured says when it began, and with none where all is well', () => {
  const alerted = { ...fields(''), alertedAt: { value: '02:05', source: 'operator' } } as ReportView['fields']
  const unread = { ...base, fields: alerted, verdict: null }
  expect(statusText(unread)).toContain('since 02:05 UTC or earlier')
  expect(statusText({ ...base, fields: alerted })).toMatch(/^We see no problem/)
})

it('takes users for served again by a proof, and not because they were led away', () => {
  const at = '2026-03-01T02:59:00Z'
  const note = (is: string, t: string): JournalRecord => ({
    seq: 1,
    t,
    kind: 'note',
    body: { what: 'endpoint', name: 'south', is, text: '' }
  })
  const outside = { doing: 'Users are being sent to another region.', done: 'Users are sent to another region.' }
  const words = { title: '', doing: '', done: '', outside }
  const text = statusText({
    ...base,
    fields: { ...fields(at), startedAt: { ...field(at), isEarlier: true } },
    records: [note('silent', at), note('left', '2026-03-01T03:00:31Z')],
    run: { outcome: 'succeeded', proved: false, checks: [], attempts: [], words } as unknown as Run,
    now: new Date('2026-03-01T03:03:29Z')
  })
  expect(text).toMatch(
    /^Identified: users of \[returns\] in one region may get no answer since 02:59 UTC or earlier\.\nUsers are being sent to another region\. We confirm as soon as they are answered\./
  )
})

it('says of what was done and is seen not to have helped that it has not', () => {
  const at = '2026-03-01T02:59:00Z'
  const note = {
    seq: 1,
    t: at,
    kind: 'note',
    body: { what: 'endpoint', name: 'south', is: 'silent', text: '' }
  } as const
  const outside = { doing: 'Users are being sent to another region.', done: 'Users are sent to another region.' }
  const run = {
    state: 'settled',
    outcome: 'succeeded',
    proved: false,
    attempts: [],
    words: { title: '', doing: '', done: '', outside }
  }
  const checks = [{ name: 'well', status: 'False', blocks: true }]
  const text = statusText({
    ...base,
    fields: { ...fields(at), startedAt: { ...field(at), isEarlier: true } },
    records: [note],
    run: { ...run, checks } as unknown as Run,
    now: new Date('2026-03-01T03:05:00Z')
  })
  expect(text).toMatch(
    /^Identified: users of \[returns\] may get no answer since 02:59 UTC or earlier\.\nWhat was done has not helped so far/
  )
  expect(text).not.toContain('being sent')
})

it('says of a second undo that the first has not helped, where the record says so', () => {
  const at = '2026-03-01T02:06:00.000Z'
  const body = { runId: 'first', planId: 'p', digest: 'd', text: 'Undo', ref: service, target: { environment: 'prod' } }
  const check = { name: 'errorRatio', title: '', status: 'False', blocks: true, evidence: '', observedAt: at }
  const tried = (status: string): readonly JournalRecord[] => [
    record(at, 'fires'),
    { seq: 1, t: at, kind: 'confirm', body },
    { seq: 2, t: at, kind: 'check', body: { runId: 'first', check: { ...check, status } } },
    { seq: 3, t: at, kind: 'settled', body: { runId: 'first', outcome: 'succeeded', proved: false, text: '' } }
  ]
  const words = { title: '', doing: '', done: '' }
  const second = {
    id: 'second',
    approvedAt: '2026-03-01T02:10:00.000Z',
    state: 'sending',
    outcome: null,
    checks: [],
    attempts: [],
    words
  } as unknown as Run
  const said = (status: string) =>
    statusText({ ...base, verdict: judged('fires'), fields: fields(startedAt), records: tried(status), run: second })
  expect(said('False')).toContain(
    '\nWhat was done first has not helped. A recent change is being taken back. We confirm'
  )
  expect(said('Unknown')).toContain('\nA recent change is being taken back. We confirm')
})

const sent = { stepId: 'undo', outcome: 'succeeded', endedAt: '2026-03-01T02:10:00Z' }
const undone = { words: { title: '', doing: '', done: '' }, proved: false, checks: [], steps: [] }
const takenBack = { ...undone, id: 'r', state: 'settled', outcome: 'succeeded', attempts: [sent] } as unknown as Run
const failing = { ...base, verdict: judged('fires'), fields: fields(startedAt) }

it('does not say that what was done has not helped, while what is measured is of before it', () => {
  const said = (time: string) => statusText({ ...failing, run: takenBack, now: new Date(`2026-03-01T${time}Z`) })
  expect(said('02:11:00')).toContain('\nA recent change was taken back. Whether it helped is not known yet. ')
  expect(said('02:12:00')).toContain('\nWhat was done has not helped so far')
})

it('says in the countdown of the next change what was so before it', () => {
  const at = '2026-03-01T02:06:00.000Z'
  const body = { runId: 'first', planId: 'p', digest: 'd', text: 'Undo', ref: service, target: { environment: 'prod' } }
  const records: readonly JournalRecord[] = [
    record(at, 'fires'),
    { seq: 1, t: at, kind: 'confirm', body },
    { seq: 3, t: at, kind: 'settled', body: { runId: 'first', outcome: 'succeeded', proved: false, text: '' } }
  ]
  const next = { ...undone, id: 'second', approvedAt: '2026-03-01T02:10:00.000Z', state: 'arming', outcome: null }
  const said = (before: typeof records) =>
    statusText({ ...failing, records: before, run: { ...next, attempts: [] } as unknown as Run })
  expect(said(records)).toContain('\nWhat was done has not helped so far, and we go on working on it.')
  expect(said([])).toMatch(/^Investigating/)
})

it('says that what was proved was changed again, where what changed says so', () => {
  const provedAt = '2026-03-01T02:12:00.000Z'
  const records: readonly JournalRecord[] = [
    record('2026-03-01T02:06:00.000Z', 'fires'),
    { seq: 1, t: provedAt, kind: 'settled', body: { runId: 'r', proved: true, outcome: 'succeeded', text: '' } },
    record('2026-03-01T02:12:30.000Z', 'fires'),
    record('2026-03-01T02:13:30.000Z', 'fires')
  ]
  const run = { ...takenBack, proved: true, settledAt: provedAt }
  const write = { id: 'w', kind: 'write', isOurs: false, at: '2026-03-01T02:12:09.000Z' }
  const changes = { changes: [write], likeliest: { id: 'w', why: '' } } as unknown as WhatChangedView
  expect(statusText({ ...failing, records, run, changes })).toMatch(
    /^Failing again: some requests to \[returns\] fail again since 02:12 UTC, as they did from 02:05 to 02:12 UTC\.\nWhat had been done about it was changed again/
  )
})
