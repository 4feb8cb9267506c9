import { expect, it } from 'vitest'
import type { ReportView, Run, Verdict, WatchView } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { statusText } from './status-text.ts'

const service = { namespace: 'shop', name: 'returns' }
const field = (value: string) => ({ value, source: value === '' ? 'empty' : 'prefilled' }) as const
const fields = (startedAt: string, restoredAt = '') =>
  ({ startedAt: field(startedAt), restoredAt: field(restoredAt) }) as unknown as ReportView['fields']
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
  const run = { id: 'r', outcome: 'succeeded', proved: true, words } as Run
  const watch = { runId: 'r', ref: service, end: null, seenAt: '2026-03-01T02:14:00Z', forMs: 1_800_000, watchedMs: 0 }
  const proved = { ...base, fields: fields(startedAt, '2026-03-01T02:13:00.000Z'), run }
  const watched = (more: object) => statusText({ ...proved, watches: [{ ...watch, ...more } as unknown as WatchView] })
  expect(watched({})).toMatch(/^Recovered: [^]*watched until 02:44 UTC/)
  expect(watched({ end: { how: 'alarmed', at: '', text: '' } })).toMatch(/^Recovered: [^]*We go on watching\.$/)
  expect(watched({ end: { how: 'held', at: '', text: '' } })).toMatch(/^Resolved: /)
})

const silentAt = '2026-03-01T02:59:00Z'
const note = (name: string, is: string, t: string): JournalRecord => ({
  seq: 1,
  t,
  kind: 'note',
  body: { what: 'endpoint', name, is, text: '' }
})
const silentFields = {
  startedAt: { ...field(silentAt), isEarlier: true },
  restoredAt: field('')
} as unknown as ReportView['fields']
const outside = { doing: 'Users are being sent to another region.', done: 'Users are sent to another region.' }
const calm = { judgements: [{ signal: 'errorRatio', result: 'quiet', level: 'rollBack' }] } as unknown as Verdict

it('takes users for served again by a proof, and not because they were led away', () => {
  const text = statusText({
    service: { namespace: 'shop', name: 'pricing' },
    fields: silentFields,
    records: [note('south', 'silent', silentAt), note('south', 'left', '2026-03-01T03:00:31Z')],
    run: { outcome: 'succeeded', proved: false, words: { title: '', doing: '', done: '', outside } } as unknown as Run,
    verdict: calm,
    watches: [],
    now: new Date('2026-03-01T03:03:29Z')
  })
  expect(text).toMatch(
    /^Identified: users of \[pricing\] in one region may get no answer since 02:59 UTC or earlier\.\nUsers are being sent to another region\. We confirm as soon as they are answered\./
  )
})
