import { expect, it } from 'vitest'
import type { DecisionView, LastKnown, LeverView, Plan, ServiceView, Verdict } from '../../contract/index.ts'
import { failureOf } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { keepLastKnown, recordedLastKnown } from './last-known.ts'

const at = '2026-03-01T03:12:10.000Z'
const lostAt = '2026-03-01T03:12:09.000Z'
const reached = { deployment: { state: 'value', value: {}, observedAt: at } } as unknown as ServiceView
const lost: Pick<ServiceView, 'deployment'> = {
  deployment: { state: 'unreachable', failure: failureOf('unreachable', 'refused'), sinceAt: lostAt }
}
const judgement = (result: 'fires' | 'unknown') => ({ signal: 'errorRatio', result })
const verdict = (result: 'fires' | 'unknown', lead: string): Verdict =>
  ({
    level: result === 'fires' ? 'rollBack' : 'watch',
    lead,
    rest: '',
    firstCrossedAt: at,
    decideBy: null,
    withinSeconds: 120,
    judgedAt: at,
    isComplete: true,
    judgements: [judgement(result)]
  }) as unknown as Verdict
const lever = (state: LeverView['state']): LeverView =>
  ({ id: 'undo', state, options: [{ id: 'r4', markable: 'uid-4' }] }) as unknown as LeverView
const plan = {
  id: 'plan-1',
  words: { title: 'Roll back cart to revision 4' },
  why: 'It was good.',
  createdAt: at,
  steps: [
    { kind: 'do', title: 'Undo', command: 'kubectl rollout undo deployment/cart --to-revision=4' },
    { kind: 'wait', title: 'It is well', command: '' }
  ],
  guards: [
    { id: 'owners', status: 'warning', text: 'Argo CD gitops/apps puts it back.' },
    { id: 'pods', status: 'passed', text: 'All pods are well' }
  ],
  leaves: [{ text: 'Revert in Git' }]
} as unknown as Plan
const decision = (of: Plan | null): DecisionView => ({ levers: [], traps: [], plan: of, failure: null })
const warnings = ['Argo CD gitops/apps puts it back.', 'Afterwards: Revert in Git']
const [command] = ['kubectl rollout undo deployment/cart --to-revision=4']

function keeper(before: LastKnown | null = null) {
  const shown: (LastKnown | null)[] = []
  const known = keepLastKnown({ before, onKept: () => undefined, onShown: (next) => shown.push(next) })
  return { known, shown }
}

it('shows the last verdict and plan from the moment on that nothing can be read', () => {
  const { known, shown } = keeper()
  known.seen(reached)
  known.judged(verdict('fires', 'Roll back now.'))
  known.decided(decision(plan), lever('recommended'))
  expect(shown).toEqual([])
  known.seen(lost)
  known.judged(verdict('unknown', 'Cannot tell.'))
  known.decided(decision(null), lever('needsChoice'))
  expect(shown).toMatchObject([
    {
      at: lostAt,
      verdict: { lead: 'Roll back now.' },
      plan: { commands: [command, '# wait until: It is well'], warnings }
    }
  ])
  // What was known is not changed any more.
  expect(shown[0]?.lever?.options).toEqual([{ id: 'r4' }])
  known.seen(reached)
  expect(shown.at(-1)).toBeNull()
})

it('keeps them when the numbers are lost first, and while a plan is made anew', () => {
  const { known, shown } = keeper()
  known.seen(reached)
  known.judged(verdict('fires', 'Roll back now.'))
  known.decided(decision(plan), lever('recommended'))
  known.decided(decision(null), lever('planning'))
  known.judged(verdict('unknown', 'Cannot tell.'))
  known.decided(decision(null), lever('needsChoice'))
  known.seen(lost)
  expect(shown).toMatchObject([
    { verdict: { lead: 'Roll back now.' }, plan: { commands: [command, '# wait until: It is well'] } }
  ])
})

it('forgets a plan with the verdict that no longer asks for it', () => {
  const { known, shown } = keeper()
  known.seen(reached)
  known.judged(verdict('fires', 'Roll back now.'))
  known.decided(decision(plan), lever('recommended'))
  known.judged(verdict('fires', 'Nothing to roll back.'))
  known.decided(decision(null), lever('notNeeded'))
  known.seen(lost)
  expect(shown).toMatchObject([{ verdict: { lead: 'Nothing to roll back.' }, plan: null }])
})

it('has it of the journal after a restart, without a plan that was approved', () => {
  const record = (kind: string, body: JournalRecord['body']): JournalRecord => ({ seq: 0, t: at, kind, body })
  const judged = record('verdict', { verdict: verdict('fires', 'Roll back now.') })
  const planned = record('plan', { plan })
  expect(recordedLastKnown([judged, planned])).toMatchObject({
    at,
    verdict: { lead: 'Roll back now.' },
    plan: {
      title: 'Roll back cart to revision 4',
      commands: [command, '# wait until: It is well'],
      plannedAt: at,
      warnings
    }
  })
  const blind = record('verdict', { verdict: verdict('unknown', 'Cannot tell.') })
  const unplanned = record('plan', { text: 'Roll back the Deployment: nothing answers' })
  expect(recordedLastKnown([judged, planned, blind, unplanned])).toEqual(recordedLastKnown([judged, planned]))
  expect(recordedLastKnown([judged, planned, record('confirm', { planId: 'plan-1' })])?.plan).toBeNull()
  expect(recordedLastKnown([record('verdict', { verdict: 'broken' }), record('plan', { plan: null })])).toBeNull()
  const { known, shown } = keeper(recordedLastKnown([judged, planned]))
  known.seen(lost)
  expect(shown).toMatchObject([{ plan: { commands: [command, '# wait until: It is well'] } }])
})
