import { expect, it } from 'vitest'
import type { Check, Run } from '../run.ts'
import { stillOpen } from '../still-open.ts'
import type { SignalId, Verdict } from '../verdict.ts'
import { openWords } from './open-words.ts'

const nowMs = Date.parse('2026-03-01T08:30:00Z')
const check = (signal: string, status: Check['status'], more: Partial<Check> = {}): Check => ({
  name: `asked ${signal}`,
  title: '',
  status,
  blocks: false,
  evidence: '',
  observedAt: '',
  ...more
})
const judged = (...rows: readonly (readonly [SignalId, string])[]) =>
  ({ judgements: rows.map(([signal, result]) => ({ signal, result })) }) as unknown as Verdict
const said = (checks: readonly Check[], verdict: Verdict | null = null, more: Partial<Run> = {}) =>
  openWords(stillOpen({ proved: true, checks, ...more }, verdict), nowMs)

const memory = check('memoryLeft', 'Unknown', { tellsAt: '2026-03-01T08:40:09Z' })
const customers = check('customerReports', 'Unknown')

it.each([
  ['until it can be told', [memory], null, 'Whether memory still grows is known from 08:40:09Z on.'],
  ['once it could be told, and is not', [{ ...memory, tellsAt: '2026-03-01T08:29:00Z' }], null, /is not known yet\.$/],
  ['with nothing that says when', [check('memoryLeft', 'Unknown')], null, /^Whether memory .* is not known yet\.$/],
  ['when it does not grow', [memory], judged(['memoryLeft', 'quiet']), ''],
  ['when it grows', [memory], judged(['memoryLeft', 'fires']), 'Memory grows still.'],
  ['where the proof could tell', [check('business', 'True')], null, ''],
  ['what nobody has said', [customers], null, 'Whether it is better for customers nobody has said yet.'],
  ['what was said before it', [customers], judged(['customerReports', 'waits']), /nobody has said yet\.$/],
  ['what customers say again', [customers], judged(['customerReports', 'fires']), 'Customers report trouble again.'],
  ['what somebody says is over', [customers], judged(['customerReports', 'quiet'], ['customerReports', 'quiet']), '']
])('says of what asked for a proved change %s', (_when, checks, verdict, expected) => {
  if (typeof expected === 'string') expect(said(checks, verdict)).toBe(expected)
  else expect(said(checks, verdict)).toMatch(expected)
})

it('leaves a run that is not proved to its own words, and takes no good value of before for an answer', () => {
  expect(said([customers], null, { proved: false })).toBe('')
  const before = { judgements: [{ signal: 'business', result: 'quiet', ofBefore: true }] } as unknown as Verdict
  expect(said([check('business', 'Unknown')], before)).toBe('Whether the business is well again is not known yet.')
})
