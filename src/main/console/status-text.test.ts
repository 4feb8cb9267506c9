import { expect, it } from 'vitest'
import type { ReportView, Run, Verdict } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { statusText } from './status-text.ts'

const at = '2026-03-01T02:59:00Z'
const note = (name: string, is: string, t: string): JournalRecord => ({
  seq: 1,
  t,
  kind: 'note',
  body: { what: 'endpoint', name, is, text: '' }
})
const field = (value: string) => ({ value, source: value === '' ? 'empty' : 'prefilled' })
const fields = {
  startedAt: { ...field(at), isEarlier: true },
  restoredAt: field('')
} as unknown as ReportView['fields']
const outside = { doing: 'Users are being sent to another region.', done: 'Users are sent to another region.' }
const calm = { judgements: [{ signal: 'errorRatio', result: 'quiet', level: 'rollBack' }] } as unknown as Verdict

it('takes users for served again by a proof, and not because they were led away', () => {
  const text = statusText({
    service: { namespace: 'shop', name: 'pricing' },
    fields,
    records: [note('south', 'silent', at), note('south', 'left', '2026-03-01T03:00:31Z')],
    run: { outcome: 'succeeded', proved: false, words: { title: '', doing: '', done: '', outside } } as unknown as Run,
    verdict: calm,
    watches: [],
    now: new Date('2026-03-01T03:03:29Z')
  })
  expect(text).toMatch(
    /^Identified: users of \[pricing\] in one region may get no answer since 02:59 UTC or earlier\.\nUsers are being sent to another region\. We confirm as soon as they are answered\./
  )
})
