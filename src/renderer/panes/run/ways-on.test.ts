import { expect, it } from 'vitest'
import * as runs from '../../fixtures/runs.ts'
import { waysOn } from './ways-on.ts'

it('offers nothing while a run goes on, nor once it is proved, nor where nothing was changed', () => {
  for (const run of [runs.running, runs.arming, runs.proved, runs.conflict]) {
    expect(waysOn(run)).toEqual({ again: null, vouch: false, goOn: false, lasting: false })
  }
})

it('waits on after a stop, proves again after a proof that failed, and reads again what is not known', () => {
  expect(waysOn(runs.stopped)).toEqual({ again: 'Wait on', vouch: true, goOn: false, lasting: false })
  expect(waysOn(runs.notProved)).toEqual({ again: 'Prove again', vouch: true, goOn: false, lasting: false })
  expect(waysOn({ ...runs.stopped, outcome: 'unknown' })).toEqual({
    again: 'Read again',
    vouch: false,
    goOn: false,
    lasting: false
  })
})

it('lets nobody vouch against what is measured, or twice', () => {
  const refuted = runs.notProved.checks.map((check) => ({ ...check, status: 'False' as const, blocks: true }))
  expect(waysOn({ ...runs.notProved, checks: refuted }).vouch).toBe(false)
  expect(waysOn(runs.vouchedFor)).toEqual({ again: 'Prove again', vouch: false, goOn: false, lasting: false })
})

it('proves nothing of which a part was not done', () => {
  const steps = runs.notProved.steps.map((step) => (step.kind === 'do' ? { ...step, state: 'failed' as const } : step))
  expect(waysOn({ ...runs.notProved, steps }).again).toBeNull()
})

it('plans what is left of a run that stopped between its steps, and of nothing else', () => {
  expect(waysOn(runs.stoppedBetween)).toEqual({ again: null, vouch: false, goOn: true, lasting: false })
  expect(waysOn({ ...runs.stoppedBetween, attempts: [] }).goOn).toBe(false)
  expect(waysOn({ ...runs.stoppedBetween, outcome: 'unknown' })).toMatchObject({
    again: 'Read again',
    goOn: false,
    lasting: false
  })
  for (const run of [runs.stopped, runs.conflict, runs.asking]) expect(waysOn(run).goOn).toBe(false)
})

it('leads to what lasts where somebody put back what was changed, and does not prove that again', () => {
  const [first = expect.fail('no check'), ...more] = runs.notProved.checks
  const putBack = { by: 'Argo CD', afterMs: 6_000 }
  const checks = [{ ...first, status: 'False' as const, blocks: true, putBack }, ...more]
  expect(waysOn({ ...runs.notProved, checks })).toEqual({ again: null, vouch: false, goOn: false, lasting: true })
})
