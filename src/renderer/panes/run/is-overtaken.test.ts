import { expect, it } from 'vitest'
import { failingAgain as verdict, notMeasured, nothingToDo } from '../../fixtures/decision.ts'
import * as runs from '../../fixtures/runs.ts'
import * as service from '../../fixtures/service.ts'
import { ago } from '../../fixtures/times.ts'
import { isOvertaken } from './is-overtaken.ts'

const { provedEarlier } = runs

it('is overtaken by each verdict that asks for action, and by no other', () => {
  for (const level of ['prepare', 'rollBack', 'declareIncident'] as const)
    expect(isOvertaken(provedEarlier, { ...verdict, level }, service.failingAgain), level).toBe(true)
  for (const other of [nothingToDo, notMeasured, null])
    expect(isOvertaken(provedEarlier, other, service.recovered)).toBe(false)
})

it('is not overtaken by a reading from before the proof, although it was judged later', () => {
  const justProved = { ...provedEarlier, settledAt: ago(10) }
  const old = verdict.judgements.map((row) => ({ ...row, signal: 'errorRatio' as const }))
  const signals = service.failingAgain.signals.map((signal) =>
    signal.measure.state === 'known' ? { ...signal, measure: { ...signal.measure, observedAt: ago(12) } } : signal
  )
  const seen = { ...service.failingAgain, signals }
  expect(isOvertaken(justProved, { ...verdict, judgements: old, judgedAt: ago(1) }, seen)).toBe(false)
  expect(isOvertaken(justProved, verdict, service.failingAgain)).toBe(true)
})

it('is overtaken by new pods that do not get ready', () => {
  const row = verdict.judgements.find(({ signal }) => signal === 'newPodsUnavailable')?.row ?? expect.fail('no row')
  expect(isOvertaken(provedEarlier, { ...verdict, row }, service.failingAgain)).toBe(true)
  expect(isOvertaken({ ...provedEarlier, settledAt: ago(0.5) }, { ...verdict, row }, service.failingAgain)).toBe(false)
})

it('holds against a "prepare" that the proof has seen, and not when that becomes worse', () => {
  // Crossed five seconds before the run settled.
  const before = { ...verdict, level: 'prepare' as const, withinSeconds: 600, firstCrossedAt: ago(607) }
  expect(isOvertaken(provedEarlier, before, service.failingAgain)).toBe(false)
  expect(isOvertaken(provedEarlier, { ...before, level: 'rollBack' }, service.failingAgain)).toBe(true)
})

it('speaks of proved runs only: the others are no green claim', () => {
  for (const run of [null, runs.running, runs.notProved, runs.stopped])
    expect(isOvertaken(run, verdict, service.failingAgain)).toBe(false)
})
