import { describe, expect, it } from 'vitest'
import type { DecisionView, Plan } from '../../contract/index.ts'
import { failed, failureOf, ok } from '../../contract/index.ts'
import { rig } from '../levers/deployment-rollback/testing/rig.ts'
import { placeOf } from '../levers/deployment-rollback/testing/stage.ts'
import type { ApprovalQuestion, Confirmation } from '../ports/approvals.ts'
import type { PlacedPlan } from '../execute/index.ts'
import { createApproving } from './approving.ts'

type Approval = Parameters<Parameters<typeof createApproving>[0]['runs']['approve']>[0]

/**
 * Two plans of the same effect and one of another, a desk whose answer the test gives, and what came of it.
 * @param more what the second plan says otherwise
 * @param steps what it does otherwise
 */
async function stage(
  more: Partial<Plan> = {},
  steps: (steps: PlacedPlan['steps']) => PlacedPlan['steps'] = (so) => so
) {
  const at = await rig({ kind: 'production' })
  let lostAt: string | null = null
  const place = { ...placeOf(at.connection, at.clock), inDoubtSince: () => lostAt }
  const placed = async (revision: number): Promise<PlacedPlan> => ({ ...(await at.plan(revision)), place })
  const again = await placed(3)
  const plans = [
    await placed(3),
    { ...again, plan: { ...again.plan, ...more }, steps: steps(again.steps) },
    await placed(2)
  ] as const
  const questions: ApprovalQuestion[] = []
  const withdrawn: string[] = []
  const recorded: string[] = []
  const approved: Approval[] = []
  let answer: (confirmation: Confirmation | null) => void = () => expect.fail('nothing is asked')
  const answers: unknown[] = []
  let isWaiting = true
  let refusal: ReturnType<typeof failureOf> | null = null
  const approving = createApproving({
    approvals: {
      ask(question) {
        questions.push(question)
        return {
          answer: new Promise((resolve) => (answer = resolve)),
          renew: (next) => void questions.push(next),
          withdraw: (reason) => void withdrawn.push(reason)
        }
      }
    },
    runs: {
      approvable: async ({ planId }) => {
        const found = plans.find(({ plan }) => plan.id === planId)
        return found && !refusal ? ok(found) : failed(refusal ?? failureOf('missing', 'gone'))
      },
      approve: async (approval) => {
        approved.push(approval)
        return ok({ runId: 'run' })
      },
      planned: (planId) => plans.find(({ plan }) => plan.id === planId) ?? null,
      gate: (runId, stepId) => {
        const [{ plan }] = plans
        const asked = { plan, place, asks: 'Errors are unknown. Go on all the same?', left: plan.steps }
        return isWaiting && runId === 'run' && stepId === 'gate' ? ok(asked) : failed(failureOf('refused', 'no gate'))
      },
      answer: (runId, stepId, answered) => {
        answers.push([runId, stepId, answered])
        return ok(null)
      }
    },
    shell: { set: () => undefined },
    harm: () => 'Errors 34.8 %, limit 5 %.',
    onWithdrawn: (_placed, text) => void recorded.push(text)
  })
  const ask = (plan: Plan = plans[0].plan) => approving.approve({ planId: plan.id, digest: plan.digest })
  const decision = (plan: Plan | null): DecisionView => ({ levers: [], traps: [], plan, failure: null })
  const asked = async () => {
    await new Promise((resolve) => setImmediate(resolve))
    return questions.at(-1) ?? expect.fail('nothing is asked')
  }
  return {
    approving,
    plans: plans.map(({ plan }) => plan) as unknown as readonly [Plan, Plan, Plan],
    questions,
    withdrawn,
    recorded,
    loseAt: (time: string) => void (lostAt = time),
    approved,
    answers,
    goOn: (stepId = 'gate') => approving.answer({ runId: 'run', stepId, answer: 'goOn' }),
    closeGate: () => void (isWaiting = false),
    ask,
    asked,
    decision,
    say: (confirmation: Confirmation | null) => answer(confirmation),
    refuse: () => void (refusal = failureOf('refused', 'no'))
  }
}

const typed = { kind: 'typed', text: 'checkout@here' } as const

describe('an approval', () => {
  it('is asked for what main holds, and goes on with what the person did', async () => {
    const at = await stage()
    const [plan] = at.plans
    const answer = at.ask()
    const question = await at.asked()
    expect(question).toMatchObject({ digest: plan.digest, title: plan.words.title, asked: plan.approval })
    expect(question.targets).toEqual(['deployments/checkout in shop'])
    expect(question.commands[0]).toContain('rollout undo')
    at.say(typed)
    expect(await answer).toEqual(ok({ runId: 'run' }))
    expect(at.approved).toEqual([{ planId: plan.id, digest: plan.digest, confirmation: typed }])
  })

  it('that is called off approves nothing, and can be asked for again', async () => {
    const at = await stage()
    for (const _ of [1, 2]) {
      const answer = at.ask()
      await at.asked()
      at.say(null)
      expect(await answer).toMatchObject({ ok: false, failure: { code: 'cancelled' } })
    }
    expect(at.approved).toEqual([])
  })

  it('is asked for once at a time, and not at all where it would be refused', async () => {
    const at = await stage()
    const first = at.ask()
    await at.asked()
    expect(await at.ask()).toMatchObject({ ok: false, failure: { code: 'conflict' } })
    at.say(null)
    await first
    at.refuse()
    expect(await at.ask()).toMatchObject({ ok: false, failure: { code: 'refused' } })
    expect(at.questions).toHaveLength(1)
  })

  it('goes over to a plan that was made anew and does the same', async () => {
    const at = await stage()
    const answer = at.ask()
    await at.asked()
    at.approving.follow(at.decision(at.plans[1]))
    expect(at.questions.at(-1)?.digest).toBe(at.plans[1].digest)
    at.say(typed)
    expect(await answer).toMatchObject({ ok: true })
    expect(at.approved).toMatchObject([{ planId: at.plans[1].id, digest: at.plans[1].digest }])
  })

  it.each([
    ['does something else', (plans: readonly [Plan, Plan, Plan]) => plans[2]],
    ['is gone', () => null]
  ])('is withdrawn when the plan %s', async (_how, next) => {
    const at = await stage()
    const answer = at.ask()
    await at.asked()
    at.approving.follow(at.decision(next(at.plans)))
    expect(at.withdrawn).toHaveLength(1)
    at.say(null)
    expect(await answer).toMatchObject({ ok: false, failure: { message: at.withdrawn[0] } })
    expect(at.approved).toEqual([])
  })

  it('is withdrawn by an outage as what it is, and the record says that it was', async () => {
    const at = await stage()
    const answer = at.ask()
    await at.asked()
    at.loseAt('2026-03-01T02:10:00.000Z')
    at.approving.follow(at.decision(null))
    at.say(null)
    const message = 'The API server of here has not answered since 02:10:00Z. Nothing was sent.'
    expect(await answer).toMatchObject({ ok: false, failure: { code: 'unreachable', message } })
    expect(at.withdrawn).toEqual([message])
    expect(at.recorded).toEqual([`Approval of “${at.plans[0].words.title}” taken back: ${message}`])
  })

  it('is withdrawn when a value that no command shows is another one', async () => {
    const after = 'not shown, 12 characters, digest 0123abcd'
    const at = await stage({ changes: [{ kind: 'value', title: 'cart-config, DSN', before: '', after }] })
    const answer = at.ask()
    await at.asked()
    at.approving.follow(at.decision(at.plans[1]))
    expect(at.withdrawn).toHaveLength(1)
    at.say(null)
    await answer
  })
})

/** The same steps, with something else in the bodies of their requests. */
const sending =
  (change: (body: string) => string) =>
  (steps: PlacedPlan['steps']): PlacedPlan['steps'] =>
    steps.map((step) => {
      if (step.kind !== 'do' || step.sends.kind !== 'fixed') return step
      const { request } = step.sends
      return { ...step, sends: { kind: 'fixed', request: { ...request, body: change(request.body ?? '') } } }
    })

describe('a plan that was made anew behind the same words', () => {
  it.each([
    [
      'the template behind the revision is another one',
      (body: string) => body.replaceAll(/"image":"[^"]*"/g, '"image":"evil.example/miner:1"')
    ],
    [
      'it writes one field more',
      (body: string) => body.replace(/\]$/, ',{"op":"add","path":"/spec/replicas","value":0}]')
    ],
    ['its body is none that can be read', () => 'anything']
  ])('is withdrawn when %s', async (_how, change) => {
    const at = await stage({}, sending(change))
    const answer = at.ask()
    await at.asked()
    at.approving.follow(at.decision(at.plans[1]))
    expect([at.questions.length, at.withdrawn.length]).toEqual([1, 1])
    at.say(null)
    await answer
  })

  it('goes on when only what is tested before is another', async () => {
    const at = await stage(
      {},
      sending((body) => body.replace(/^\[/, '[{"op":"test","path":"/kind","value":1},'))
    )
    const answer = at.ask()
    await at.asked()
    at.approving.follow(at.decision(at.plans[1]))
    expect([at.questions.length, at.withdrawn.length]).toEqual([2, 0])
    at.say(null)
    await answer
  })
})

const held = { kind: 'held', heldMs: 1_000 } as const

describe('a gate that asks the operator', () => {
  it('is opened by what a person did outside the page, who sees why it waits and what is still to be sent', async () => {
    const at = await stage()
    const answer = at.goOn()
    const question = await at.asked()
    expect(question).toMatchObject({ why: 'Errors are unknown. Go on all the same?', asked: { kind: 'hold' } })
    expect(question.title).toMatch(/^Go on: /)
    expect(question.targets).toEqual(['deployments/checkout in shop'])
    expect(question.commands[0]).toContain('rollout undo')
    expect(at.answers).toEqual([])
    at.say(held)
    expect(await answer).toEqual(ok(null))
    expect(at.answers).toEqual([['run', 'gate', { kind: 'goOn', confirmation: held }]])
  })

  it('stays shut when that is called off, and is not asked about where none waits', async () => {
    const at = await stage()
    const answer = at.goOn()
    await at.asked()
    expect(await at.ask(), 'one question at a time').toMatchObject({ ok: false, failure: { code: 'conflict' } })
    at.say(null)
    expect(await answer).toMatchObject({ ok: false, failure: { code: 'cancelled' } })
    expect(await at.goOn('another')).toMatchObject({ ok: false, failure: { code: 'refused' } })
    expect([at.questions.length, at.answers]).toEqual([1, []])
  })

  it('is not asked about any more once the run was stopped', async () => {
    const at = await stage()
    const answer = at.goOn()
    await at.asked()
    at.approving.followRuns()
    expect(at.withdrawn).toEqual([])
    at.closeGate()
    at.approving.followRuns()
    at.approving.followRuns()
    expect(at.withdrawn).toHaveLength(1)
    at.say(null)
    expect(await answer).toMatchObject({ ok: false, failure: { message: at.withdrawn[0] } })
  })

  it('is shut by the page alone', async () => {
    const at = await stage()
    await at.approving.answer({ runId: 'run', stepId: 'gate', answer: 'stop' })
    expect([at.questions, at.answers]).toEqual([[], [['run', 'gate', { kind: 'stop' }]]])
  })
})
