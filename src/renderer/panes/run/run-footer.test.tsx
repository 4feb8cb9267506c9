import { act } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Run } from '../../../contract/index.ts'
import { ready } from '../../fixtures/decision.ts'
import { mount, setFeeds, type Mounted } from '../../fixtures/mount.ts'
import * as runs from '../../fixtures/runs.ts'
import { EarlierRuns } from './earlier-runs.tsx'
import { HalfWay } from './half-way.tsx'
import { RunFooter } from './run-footer.tsx'

const request = vi.fn((_name: string, _input: unknown) => Promise.resolve({ ok: true, value: null }))
let mounted: Mounted

beforeEach(() => {
  request.mockClear()
  window.backout = { request, subscribe: () => () => undefined }
})

afterEach(() => mounted.unmount())

it('plans what is left of a run that stopped between its steps, with the same choice', async () => {
  const run: Run = { ...runs.stoppedBetween, choice: { revision: 41 } }
  mounted = mount(<HalfWay run={run} planned={false} />)
  await act(async () => mounted.find('continue-button').click())
  expect(request.mock.calls).toEqual([
    ['run.dismiss', { runId: run.id }],
    ['plan.prepare', { lever: run.lever, choice: { revision: 41 }, continues: { runId: run.id, how: 'goOn' } }]
  ])
})

it('plans what is left of what was planned, where nobody chose it', async () => {
  const run: Run = { ...runs.stoppedBetween, choice: null, planned: { revision: 40 } }
  mounted = mount(<HalfWay run={run} planned={false} />)
  await act(async () => mounted.find('continue-button').click())
  expect(request.mock.calls.at(-1)).toMatchObject(['plan.prepare', { choice: { revision: 40 } }])
})

it('has both ways of one that stopped half-way, the one that fits how it stopped first', () => {
  const order = () => [...mounted.page.querySelectorAll('button[data-testid]')].map((button) => button.textContent)
  mounted = mount(<HalfWay run={runs.stoppedBetween} planned={false} />)
  expect(order()).toEqual(['Plan what is left r', 'Plan the way back z'])
  mounted.unmount()
  const [first = expect.fail('no step'), ...more] = runs.asking.steps
  const steps = [first, ...more.map((step) => (step.kind === 'wait' ? { ...step, state: 'failed' as const } : step))]
  mounted = mount(<HalfWay run={{ ...runs.stoppedBetween, steps }} planned={false} />)
  expect(order()).toEqual(['Plan the way back z', 'Plan what is left r'])
})

it('has the way back beside another look, where what was done is seen not to help', async () => {
  const [check = expect.fail('no check'), ...more] = runs.notProved.checks
  const inverse = { text: '', command: '', lever: 'l', choice: {} }
  const run: Run = { ...runs.notProved, inverse, checks: [{ ...check, status: 'False', blocks: true }, ...more] }
  mounted = mount(<RunFooter run={run} overtaken={false} />)
  await act(async () => mounted.find('way-back-button').click())
  expect(request.mock.calls.at(-1)).toMatchObject(['plan.prepare', { lever: 'l', continues: { how: 'takeBack' } }])
})

it('leads from a run that was put back to the plan that lasts', async () => {
  const [check = expect.fail('no check'), ...more] = runs.notProved.checks
  const putBack = { by: 'Argo CD', afterMs: 6_000 }
  const run: Run = { ...runs.notProved, checks: [{ ...check, status: 'False', blocks: true, putBack }, ...more] }
  const [lever = expect.fail('no lever')] = ready.levers
  const held = { ...lever, id: 'held', state: 'recommended', verb: 'hold GitOps and undo' } as const
  setFeeds({ decision: { ...ready, plan: null, levers: [held] } })
  mounted = mount(<RunFooter run={run} overtaken={false} />)
  expect(mounted.page.querySelector('[data-testid="prove-again-button"]')).toBeNull()
  expect(mounted.find('lasting-button').textContent).toContain('Plan to hold GitOps and undo')
  await act(async () => mounted.find('lasting-button').click())
  expect(request.mock.calls).toEqual([
    ['run.dismiss', { runId: run.id }],
    ['plan.prepare', { lever: 'held' }]
  ])
})

it.each<[string, Run, string]>([
  ['a cancelled one', { ...runs.stopped, outcome: 'cancelled', attempts: [] }, 'cancelled, nothing was sent'],
  ['one that met a conflict', runs.conflict, 'nothing was changed'],
  ['one whose answer was lost', { ...runs.stopped, outcome: 'unknown' }, 'outcome unknown'],
  ['one that was stopped', runs.stopped, 'not proved'],
  ['one that somebody vouched for', runs.vouchedFor, 'vouched for by mira'],
  [
    'one that another has overtaken',
    {
      ...runs.stopped,
      overtaken: { runId: 'b', title: 'Roll back checkout to revision 1', at: '2026-03-14T02:14:05.000Z' }
    },
    'overtaken at 02:14:05Z by “Roll back checkout to revision 1”, not measured since'
  ],
  ['a proved one', runs.proved, ', proved,']
])('says of %s before what became of it', (_name, run, words) => {
  mounted = mount(<EarlierRuns runs={[run]} />)
  expect(mounted.find('earlier-run').querySelector('summary')?.textContent).toContain(words)
})
