import { expect, it } from 'vitest'
import { failingAgain, nothingToDo, waiting } from '../../fixtures/decision.ts'
import * as runs from '../../fixtures/runs.ts'
import { failingAgain as service } from '../../fixtures/service.ts'
import { ago } from '../../fixtures/times.ts'
import { asksAgain } from './asks-again.ts'

const sentAgo = (seconds: number) => ({ ...runs.doesNotHelp, attempts: sent(seconds), approvedAt: ago(seconds + 5) })
const sent = (seconds: number) =>
  runs.doesNotHelp.attempts.map((attempt) => ({ ...attempt, startedAt: ago(seconds), endedAt: ago(seconds) }))

it('is said of a reading that holds nothing of before what was sent, while that is proved or waited for', () => {
  expect(asksAgain(runs.doesNotHelp, failingAgain, service)).toBe(true)
  expect(asksAgain({ ...runs.doesNotHelp, state: 'waiting' }, failingAgain, service)).toBe(true)
  // The reading is 6 s old: another workload's change shows in it once its window is past.
  expect(asksAgain(sentAgo(60), failingAgain, service)).toBe(false)
  expect(asksAgain(sentAgo(90), failingAgain, service)).toBe(true)
})

it('trusts the verdict about a template that we have written', () => {
  if (service.deployment.state !== 'value') throw new Error('no Deployment')
  const { value } = service.deployment
  const deployment = { ...service.deployment, value: { ...value, changedBy: 'kubectl-backout', changedAt: ago(60) } }
  expect(asksAgain(sentAgo(60), failingAgain, { ...service, deployment })).toBe(true)
})

it('takes a word of a person for one of after what was sent once it was said after that', () => {
  const [row = expect.fail('no row')] = failingAgain.judgements
  const verdict = { ...failingAgain, row: row.row, judgements: [{ ...row, signal: 'customerReports' as const }] }
  const [signal = expect.fail('no signal')] = service.signals
  const said = (seconds: number) => ({
    ...service,
    signals: [{ ...signal, id: 'customerReports' as const, series: [{ at: ago(seconds), value: 2 }] }]
  })
  expect(asksAgain(sentAgo(90), verdict, said(110))).toBe(false)
  expect(asksAgain(sentAgo(90), verdict, said(20))).toBe(true)
})

it('is not said before anything was sent, of what waits or is calm, and of what only goes on asking to prepare', () => {
  expect(asksAgain({ ...runs.doesNotHelp, attempts: [] }, failingAgain, service)).toBe(false)
  expect(asksAgain({ ...runs.doesNotHelp, state: 'sending' }, failingAgain, service)).toBe(false)
  expect(asksAgain(runs.doesNotHelp, waiting, service)).toBe(false)
  expect(asksAgain(runs.doesNotHelp, nothingToDo, service)).toBe(false)
  const before = { ...failingAgain, level: 'prepare', firstCrossedAt: ago(900) } as const
  expect(asksAgain(runs.doesNotHelp, before, service)).toBe(false)
})
