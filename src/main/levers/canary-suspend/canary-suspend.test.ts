import { describe, expect, test } from 'vitest'
import { canaryKit, canaryStage, canaryWorld } from '../canary-frame/testing/canary-stage.ts'
import { canaryResume } from '../canary-resume/index.ts'
import { playsEveryKill } from '../testing/plays-every-kill.ts'
import { canarySuspend } from './index.ts'

const suspended = { canary: { spec: { suspend: true } } }

describe('suspending a Canary', () => {
  playsEveryKill(canaryKit(canarySuspend, () => canaryStage(canarySuspend)))

  test('sends what a person would type, guarded, and owes the way back', async () => {
    const stage = await canaryStage(canarySuspend)
    const { plan } = await stage.plan()
    expect(plan.steps.map(({ command }) => command)).toEqual([
      `kubectl --context test -n shop patch canaries.flagger.app cart --type=merge -p '{"spec":{"suspend":true}}'`
    ])
    expect(plan.leaves).toMatchObject([{ text: expect.stringMatching(/^Resume Canary cart/) as string }])
    expect(plan.inverse).toMatchObject({ lever: 'canaryResume' })
    expect(plan.approval).toEqual({ kind: 'hold', holdMs: 1_000 })
  })

  test.each([
    [{}, 'possible', /stays on it/],
    [{ canary: { status: { phase: 'Promoting' } } }, 'possible', /half-way/],
    [{ canary: { spec: { skipAnalysis: true } } }, 'fits', /promotes the release/],
    [suspended, 'notNeeded', /suspended already/],
    [{ seen: { canaries: [] } }, 'notHere', /No Canary/]
  ] as const)('of %j is %s', (shape, state, reason) => {
    expect(canarySuspend.judge(canaryWorld(shape))).toMatchObject({
      state,
      reason: expect.stringMatching(reason) as string
    })
  })
})

describe('resuming it', () => {
  playsEveryKill(canaryKit(canaryResume, () => canaryStage(canaryResume, suspended)))

  test('is offered whatever the verdict, and warned of while a release is on trial', () => {
    expect(canaryResume.judge(canaryWorld(suspended))).toMatchObject({
      state: 'offered',
      reason: expect.stringMatching(/on trial: resumed, Flagger goes on with it/) as string
    })
    const atRest = { canary: { spec: { suspend: true }, status: { phase: 'Failed', canaryWeight: 0 } } }
    expect(canaryResume.judge(canaryWorld(atRest))).toMatchObject({ state: 'offered' })
    const promotes = { canary: { spec: { suspend: true, skipAnalysis: true }, status: { phase: 'Succeeded' } } }
    expect(canaryResume.judge(canaryWorld(promotes)).reason).toMatch(/without any check/)
  })

  test('settles what suspending opened, whoever suspended', async () => {
    const opened = await (await canaryStage(canarySuspend)).plan()
    const { steps, plan } = await (await canaryStage(canaryResume, suspended)).plan()
    const [step] = steps
    const { suspendCanary: action } = await import('../../actions/canary-suspend/index.ts')
    if (step?.kind !== 'do' || step.sends.kind !== 'fixed') return expect.fail('is known when it is planned')
    const mutation = {
      target: step.target,
      facts: action.facts.parse(step.facts),
      request: step.sends.request,
      command: step.command
    }
    expect(action.settles?.(mutation)).toEqual(opened.plan.leaves.map(({ id }) => id))
    expect(plan.leaves).toEqual([])
  })
})
