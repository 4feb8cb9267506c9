import { describe, expect, it } from 'vitest'
import type { ReadyPlan } from '../../ports/lever.ts'
import { executorFor, kinds, rig, withBody } from './testing/rig.ts'
import { approvalOf } from './testing/stage.ts'

describe('an approval', () => {
  it('takes effect once, whatever is clicked, replayed or opened twice', async () => {
    const at = await rig()
    const plan = await at.plan(3)
    const { executor, journal, settled } = await executorFor(at, [plan])
    const second = await executorFor(at, [plan], { ports: { journal } })
    const answers = await Promise.all([1, 2, 3, 4].map(() => executor.approve(approvalOf(plan))))
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
    expect(await second.executor.approve(approvalOf(plan))).toMatchObject({ ok: false, failure: { code: 'conflict' } })
    await settled()
    expect(await executor.approve(approvalOf(plan))).toMatchObject({ ok: false, failure: { code: 'conflict' } })
    expect(at.cluster.patches).toBe(1)
  })

  it('keeps to one run at a time for a target', async () => {
    const at = await rig()
    const plans = [await at.plan(3), await at.plan(2)]
    const { executor, settled } = await executorFor(at, plans)
    const [first, second] = plans
    if (!first || !second) throw new Error('no plans')
    expect(await executor.approve(approvalOf(first))).toMatchObject({ ok: true })
    expect(await executor.approve(approvalOf(second))).toMatchObject({ ok: false, failure: { code: 'conflict' } })
    await settled()
    expect(at.cluster.patches).toBe(1)
  })

  it.each<[string, (plan: ReadyPlan) => { plan: ReadyPlan; approval: ReturnType<typeof approvalOf> }]>([
    ['another digest', (plan) => ({ plan, approval: { ...approvalOf(plan), digest: 'x' } })],
    ['a plan changed after it was made', (plan) => ({ plan: withBody(plan, '[]'), approval: approvalOf(plan) })],
    ['an expired plan', (plan) => ({ plan, approval: approvalOf(plan) })],
    [
      'a blocked plan',
      (plan) => ({
        plan: {
          ...plan,
          plan: { ...plan.plan, blocked: { code: 'refused', message: 'no', address: {}, retryable: false, causes: [] } }
        },
        approval: approvalOf(plan)
      })
    ],
    [
      'a plan without a preview',
      (plan) => ({
        plan: { ...plan, plan: { ...plan.plan, preview: { status: 'notRun', text: '' } } },
        approval: approvalOf(plan)
      })
    ],
    [
      'a button held too short',
      (plan) => ({ plan, approval: { ...approvalOf(plan), confirmation: { kind: 'held', heldMs: 900 } } })
    ],
    ['a plan that is gone', (plan) => ({ plan, approval: { ...approvalOf(plan), planId: 'gone' } })]
  ])('is refused with %s, and nothing is sent', async (name, change) => {
    const at = await rig()
    const { plan, approval } = change(await at.plan(3))
    const later = new Date(Date.parse(plan.plan.expiresAt) + 1_000)
    const clock = name === 'an expired plan' ? { ...at.clock, now: () => later } : at.clock
    const { executor, journal } = await executorFor(at, [plan], { place: { clock } })
    expect(await executor.approve(approval)).toMatchObject({ ok: false })
    expect(at.cluster.patches).toBe(0)
    expect(kinds(journal)).toContain('refused')
    expect(kinds(journal)).not.toContain('intent')
  })

  it('is refused while the API server does not answer, and counts once it does again', async () => {
    const at = await rig()
    const plan = await at.plan(3)
    let doubtAt: string | null = '2026-03-01T03:12:10.000Z'
    const { executor, journal } = await executorFor(at, [plan], { place: { inDoubtSince: () => doubtAt } })
    const message = 'The API server of here has not answered since 03:12:10Z.'
    const refused = { ok: false, failure: { code: 'unreachable', message, retryable: true } }
    expect(await executor.approvable(approvalOf(plan))).toMatchObject(refused)
    expect(await executor.approve(approvalOf(plan))).toMatchObject(refused)
    expect(kinds(journal)).not.toContain('intent')
    doubtAt = null
    expect(await executor.approve(approvalOf(plan))).toMatchObject({ ok: true })
  })

  it('needs the exact text', async () => {
    const at = await rig({ kind: 'production' })
    const plan = await at.plan(3)
    expect(plan.plan.approval).toEqual({ kind: 'typed', text: 'checkout@here', cancelMs: 3_000 })
    const { executor } = await executorFor(at, [plan])
    const confirmation = { kind: 'typed', text: 'Checkout@here' } as const
    expect(await executor.approve({ ...approvalOf(plan), confirmation })).toMatchObject({
      ok: false,
      failure: { code: 'refused' }
    })
  })
})
