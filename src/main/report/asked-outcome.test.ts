import { expect, it } from 'vitest'
import type { JournalRecord } from '../ports/journal.ts'
import { askedOutcome } from './asked-outcome.ts'
import { renderReport } from './render-report.ts'

const at = (minute: number): string => `2026-03-01T02:${String(minute).padStart(2, '0')}:00.000Z`
let seq = 0
function record(minute: number, kind: string, body: Record<string, unknown>): JournalRecord {
  seq += 1
  return { seq, t: at(minute), kind, body }
}
const verdict = (minute: number, signal: string, result: string): JournalRecord => {
  const firstCrossedAt = result === 'fires' ? at(minute) : null
  const judgements = [
    { signal: 'errorRatio', level: 'rollBack', result: 'quiet' },
    { signal, level: 'prepare', result, title: '', evidence: '' }
  ]
  const level = result === 'fires' ? 'prepare' : 'hold'
  return record(minute, 'verdict', { verdict: { lead: '', rest: '', level, firstCrossedAt, judgements } })
}
const said = (minute: number, state: string): JournalRecord =>
  record(minute, 'reported', { reported: { signal: 'customerReports', state }, text: '' })

/** Proved at 02:06 by a rollback that one signal asked for, with what came after it. */
function proved(signal: string, tellsAt: string | undefined, ...later: readonly (() => JournalRecord)[]) {
  const check = { name: `asked ${signal}`, title: '', status: 'Unknown', blocks: false, evidence: '', observedAt: '' }
  const told = [
    verdict(1, signal, 'fires'),
    record(2, 'confirm', {
      runId: 'r',
      planId: 'p',
      digest: 'd',
      text: 'Approved: roll back',
      ref: { namespace: 'shop', name: 'checkout' },
      target: { environment: 'e' }
    }),
    record(6, 'check', { runId: 'r', text: '', check: { ...check, ...(tellsAt ? { tellsAt } : {}) } }),
    record(6, 'settled', { runId: 'r', text: '', proved: true })
  ]
  return [...told, ...later.map((next) => next())]
}
const report = (records: readonly JournalRecord[]) =>
  renderReport({
    records,
    environment: null,
    service: { namespace: 'shop', name: 'checkout' },
    operator: 'mira',
    now: new Date(at(10)),
    offsetMinutes: 0,
    notices: []
  })

it('does not say restored before it is known whether memory still grows', () => {
  const { markdown, fields } = report(proved('memoryLeft', at(20)))
  expect(markdown).toContain('- Restored: _not known yet_. Whether memory still grows is known from 02:20:00Z on.')
  expect(fields.restoredAt.value).toBe('')
})

it('says that it was restored by the proof, once memory is read and does not grow', () => {
  const records = proved('memoryLeft', at(20), () => verdict(21, 'memoryLeft', 'quiet'))
  expect(report(records).fields.restoredAt.value).toBe(at(6))
})

it('says that it was restored when customers said so', () => {
  expect(report(proved('customerReports', undefined)).markdown).toContain('customers nobody has said yet.')
  const records = proved(
    'customerReports',
    undefined,
    () => said(9, 'better'),
    () => verdict(9, 'customerReports', 'quiet')
  )
  expect(askedOutcome(records, records[3] ?? null)).toEqual({ open: [], betterAt: at(9) })
  expect(report(records).fields.restoredAt.value).toBe(at(9))
})
