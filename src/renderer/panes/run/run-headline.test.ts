import { expect, it } from 'vitest'
import * as runs from '../../fixtures/runs.ts'
import { runHeadline } from './run-headline.ts'

const wall = Date.parse('2026-03-14T02:14:11.500Z')
const line = (run: typeof runs.running) => runHeadline(run, wall, 'Errors 0.2 %.')

it('counts the cancel window down in whole seconds', () => {
  expect(line({ ...runs.arming, armedUntil: '2026-03-14T02:14:13.000Z' })).toMatchObject({
    lead: 'Sends in 2 s.',
    tone: 'warn'
  })
})

it('says what goes on once the window is over and nothing is sent yet', () => {
  expect(line({ ...runs.arming, armedUntil: '2026-03-14T02:14:11.000Z' }).lead).toBe('About to send.')
})

it('says beside what is done that errors are over their limit after it too, in the tone of the verdict', () => {
  const again = { rest: 'Errors 13.6 %, limit 5 %. Of 40 % of all requests.', level: 'rollBack' } as const
  expect(runHeadline(runs.running, wall, 'Errors 13.6 %.', true, again.rest, again)).toEqual({
    lead: 'Rolling back to revision 41.',
    rest: 'Errors 13.6 %, limit 5 %, also after it. Of 40 % of all requests.',
    tone: 'bad'
  })
})

it('says at once what hurts users by what was done, and the way back, until it is proved', () => {
  const harm = 'UK West does not answer our own probe (503): users are led there.'
  const [check = expect.fail('no check'), ...more] = runs.notProved.checks
  const hurt = (run: typeof runs.running, status: 'False' | 'True' = 'False') =>
    line({ ...run, checks: [{ ...check, status, harm }, ...more] })
  expect(hurt({ ...runs.running, state: 'verifying' })).toEqual({
    lead: harm,
    rest: 'Not proved. Stop waiting (f), then plan the way back (z).',
    tone: 'bad'
  })
  expect(hurt(runs.notProved)).toMatchObject({ lead: harm, tone: 'bad' })
  expect(hurt(runs.running, 'True').lead).not.toBe(harm)
  expect(hurt(runs.proved).lead).not.toBe(harm)
})

it('says what is being done while it is done', () => {
  expect(line(runs.running)).toEqual({ lead: '', rest: 'Rolling back to revision 41.', tone: '' })
})

it('is green only when proved', () => {
  expect(line(runs.proved)).toEqual({ lead: 'Rolled back.', rest: 'Errors 0.2 %.', tone: 'ok' })
  expect(runHeadline(runs.proved, wall, 'Errors are not measured now.', false).tone).toBe('unk')
  for (const run of [runs.arming, runs.running, runs.settling, runs.notProved, runs.stopped, runs.conflict]) {
    expect(line(run).tone).not.toBe('ok')
  }
})

it('tells a cancel that sent nothing from a wait that was given up, and keeps what is still true', () => {
  const still = 'Errors 11 %, limit 5 %.'
  const said = (run: typeof runs.running) => {
    const { lead, rest } = runHeadline(run, wall, 'Errors 11.0 %.', true, still)
    return `${lead} ${rest}`
  }
  expect(said({ ...runs.stopped, outcome: 'cancelled', attempts: [] })).toBe(
    'Cancelled. Nothing was sent. Errors 11 %, limit 5 %.'
  )
  const ended = {
    code: 'cancelled',
    message: 'Backout ended first.',
    address: {},
    retryable: false,
    causes: []
  } as const
  expect(said({ ...runs.stopped, outcome: 'cancelled', attempts: [], failure: ended })).toBe(
    'Not done. Backout ended first. Nothing was sent. Errors 11 %, limit 5 %.'
  )
  expect(said(runs.stopped)).toBe('Stopped waiting. What was sent stays. Errors 11 %, limit 5 %.')
  expect(said({ ...runs.stoppedBetween, outcome: 'cancelled' })).toMatch(
    /^Stopped half-way\. Not sent: .+\. Errors 11 %, limit 5 %\.$/
  )
  const message = 'cleo on tower has taken checkout over.'
  const failure = { code: 'conflict', message, address: {}, retryable: true, causes: [] } as const
  expect(said({ ...runs.stoppedBetween, failure })).toMatch(
    /^Stopped half-way\. cleo on tower has taken checkout over\. Not sent: Old region taken out\. /
  )
  expect(said({ ...runs.stoppedBetween, outcome: 'failed', failure })).toMatch(/^Stopped half-way\. cleo /)
  expect(said(runs.vouchedFor)).toBe('Applied, vouched for, not measured. ')
  expect(said(runs.conflict)).toContain('Errors 11 %, limit 5 %.')
})

it('says that the API server is waited for, and for how long still', () => {
  const unanswered = { sinceAt: '2026-03-14T02:13:41.500Z', untilAt: '2026-03-14T02:16:41.500Z' }
  expect(line({ ...runs.asking, unanswered })).toEqual({
    lead: 'Waiting for the API server.',
    rest: 'No answer for 30 s. Nothing further is sent; the plan goes on when it answers, and ends here in 2 min 30 s.',
    tone: 'warn'
  })
  expect(line({ ...runs.asking, unanswered: { ...unanswered, who: 'Azure' } }).lead).toBe('Waiting for Azure.')
})

it('says that an unknown outcome is read again and never sent twice', () => {
  expect(line(runs.settling)).toMatchObject({ tone: 'unk', rest: 'Reading again; nothing is sent twice.' })
})

it('says who put back what was applied, and how soon', () => {
  const [first = expect.fail('no check'), ...more] = runs.notProved.checks
  const said = (putBack: { readonly by: string | null; readonly afterMs: number | null }) =>
    line({ ...runs.notProved, checks: [{ ...first, status: 'False', blocks: true, putBack }, ...more] })
  expect(said({ by: 'Argo CD', afterMs: 6_000 })).toEqual({
    lead: 'Applied, then put back by Argo CD within 6 s.',
    rest: 'Errors 0.2 %.',
    tone: 'bad'
  })
  expect(said({ by: null, afterMs: null }).lead).toBe('Applied, then put back by something else.')
})

it('says of what was recorded as not applied, and was applied late, that nobody has proved it', () => {
  const attempts = [
    { ...runs.running.attempts[0], appliedLateAt: '2026-03-14T02:20:00.000Z' }
  ] as typeof runs.running.attempts
  const late = { ...runs.stopped, outcome: 'succeeded' as const, attempts }
  expect(line(late)).toEqual({ lead: 'Applied late, not proved.', rest: 'Errors 0.2 %.', tone: 'warn' })
  expect(line({ ...late, outcome: 'cancelled' }).lead).toBe('Applied late, not proved.')
})

it('says what is seen not to be so where a run is not proved, before errors that may be measured elsewhere', () => {
  const check = {
    name: 'endpoint',
    title: 'west is well',
    status: 'False',
    blocks: true,
    evidence: 'own probe: 503'
  } as const
  const run = { ...runs.notProved, checks: [{ ...check, observedAt: '' }] }
  expect(runHeadline(run, 0, 'Errors 0 %, as usual.')).toEqual({
    lead: 'Applied, not proved.',
    rest: 'Not so: west is well (own probe: 503).',
    tone: 'bad'
  })
})

it('is not green where the data was not moved with the users', () => {
  const left = { name: 'data-left', title: '', status: 'False', blocks: false, evidence: '', observedAt: '' } as const
  expect(runHeadline(runs.proved, 0, '').tone).toBe('ok')
  expect(runHeadline({ ...runs.proved, checks: [...runs.proved.checks, left] }, 0, '').tone).toBe('warn')
})

it('does not head a plan of which a part was done as if nothing had been', () => {
  const [first = expect.fail('no step')] = runs.stoppedBetween.steps
  const [attempt = expect.fail('no attempt')] = runs.stoppedBetween.attempts
  const steps = [first, { ...first, id: 'restart', title: 'Restart orders', state: 'failed' as const }]
  const attempts = [attempt, { ...attempt, id: 'second', stepId: 'restart', outcome: 'failed' as const }]
  const run = { ...runs.stoppedBetween, outcome: 'failed' as const, steps, attempts }
  const said = runHeadline(run, 0, 'Errors 47 %.')
  expect(said.lead).toBe('Stopped half-way.')
  expect(said.rest).toContain('Not done: Restart orders.')
})
