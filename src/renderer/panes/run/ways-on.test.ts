import { expect, it } from 'vitest'
import * as runs from '../../fixtures/runs.ts'
import { waysOn } from './ways-on.ts'

it('offers nothing while a run goes on, nor once it is proved, nor where nothing was changed', () => {
  for (const run of [runs.running, runs.arming, runs.proved, runs.conflict]) {
    expect(waysOn(run)).toEqual({ again: null, vouch: false })
  }
})

it('waits on after a stop, proves again after a proof that failed, and reads again what is not known', () => {
  expect(waysOn(runs.stopped)).toEqual({ again: 'Wait on', vouch: true })
  expect(waysOn(runs.notProved)).toEqual({ again: 'Prove again', vouch: true })
  expect(waysOn({ ...runs.stopped, outcome: 'unknown' })).toEqual({ again: 'Read again', vouch: false })
})

it('lets nobody vouch against what is measured, or twice', () => {
  const refuted = runs.notProved.checks.map((check) => ({ ...check, status: 'False' as const, blocks: true }))
  expect(waysOn({ ...runs.notProved, checks: refuted }).vouch).toBe(false)
  expect(waysOn(runs.vouchedFor)).toEqual({ again: 'Prove again', vouch: false })
})

it('proves nothing of which a part was not done', () => {
  const steps = runs.notProved.steps.map((step) => (step.kind === 'do' ? { ...step, state: 'failed' as const } : step))
  expect(waysOn({ ...runs.notProved, steps }).again).toBeNull()
})
