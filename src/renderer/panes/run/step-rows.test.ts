import { expect, test } from 'vitest'
import { run } from '../../fixtures/many.ts'
import { running } from '../../fixtures/runs.ts'
import { expectedMsOf, plannedRows, stepRows, tally } from './step-rows.ts'

test('a service is one row with one result: its step until that is done, then its proof', () => {
  expect(stepRows(run).map(({ title, state }) => [title, state])).toEqual([
    ['checkout: undo to revision 41', 'done'],
    ['payments: undo to revision 59', 'done'],
    ['inventory: undo to revision 27', 'now'],
    ['cart: undo to revision 44', 'now'],
    ['shipping: undo to revision 19', 'failed'],
    ['Prove all of them', 'now']
  ])
  expect(tally(stepRows(run), run)?.words).toBe('2 proved, 2 running, 1 failed')
})

test('what was sent and is not proved when the run ends is not done', () => {
  const ended = {
    ...run,
    state: 'settled',
    steps: run.steps.map((step) => ({ ...step, state: step.state === 'now' ? 'cancelled' : step.state }))
  } as typeof run
  const inventory = stepRows(ended)[2]
  expect(inventory).toMatchObject({ state: 'unknown', detail: 'sent, not proved' })
  expect(tally(stepRows(ended), ended)?.words).toBe('2 proved, 1 failed, 2 not known')
})

test('rows that go on at the same time take as long as the slowest', () => {
  expect(expectedMsOf(run)).toBe(165_000)
  expect(expectedMsOf(running)).toBe(90_200)
})

test('a run of one step is as it was', () => {
  expect(stepRows(running)).toEqual(running.steps)
  expect(tally(stepRows(running), running)).toBeNull()
})

test('steps that are proved together are done until then, and not called proved', () => {
  const [step = expect.fail('the example has a step')] = running.steps
  const steps = ['a', 'b', 'c'].map((id) => ({ ...step, id, kind: 'do', state: 'done' }) as const)
  expect(tally(steps, { steps })?.words).toBe('3 done, not proved yet')
})

test('steps are counted as the plan and the record number them: waits are among them, proofs are not', () => {
  const [step = expect.fail('the example has a step')] = running.steps
  const kinds = ['do', 'wait', 'do', 'prove'] as const
  const steps = kinds.map(
    (kind, index) => ({ ...step, id: String(index), kind, state: index < 2 ? 'done' : 'todo' }) as const
  )
  expect(plannedRows(steps).map(({ id }) => id)).toEqual(['0', '1', '2'])
  expect(tally(steps, { steps })?.words).toBe('2 done, not proved yet, 1 waiting')
})
