import { describe, expect, test } from 'vitest'
import { canaryKit, canaryStage, canaryWorld } from '../canary-frame/testing/canary-stage.ts'
import { meshLists, meshOf } from '../canary-frame/testing/mesh.ts'
import { playThrough } from '../testing/lever-kit.ts'
import { canaryVerify } from './index.ts'

describe('the automatic rollback', () => {
  test('is waited for, proved, and nothing is sent', { timeout: 60_000 }, async () => {
    const stage = () =>
      canaryStage(canaryVerify, {
        // Flagger rolls back at its next check, which is not far.
        canary: { status: { failedChecks: 5 } },
        flagger: true,
        lists: meshLists,
        others: meshOf(0)
      })
    const { run, effects } = await playThrough(canaryKit(canaryVerify, stage))
    expect(effects).toEqual([])
    expect(run).toMatchObject({
      proved: true,
      checks: expect.arrayContaining([expect.objectContaining({ name: 'phase', status: 'True' })]) as unknown
    })
  })

  test('is not proved while a route still sends users to the release', { timeout: 60_000 }, async () => {
    const stage = () =>
      canaryStage(canaryVerify, {
        canary: { status: { phase: 'Failed', canaryWeight: 0 } },
        lists: meshLists,
        others: meshOf(30)
      })
    const { run } = await playThrough(canaryKit(canaryVerify, stage))
    expect(run.proved).toBe(false)
    expect(run.checks.find(({ name }) => name === 'traffic')).toMatchObject({
      status: 'False',
      evidence: '30 % is configured for cart'
    })
  })

  test.each([
    ['coming', {}, 'possible', /02:16:00Z at the latest/],
    ['done', { canary: { status: { phase: 'Failed', canaryWeight: 0 } } }, 'offered', /has rolled back/],
    ['not coming: suspended', { canary: { spec: { suspend: true } } }, 'notHere', /suspended/],
    ['not coming: the target is not ready', { target: { ready: 1 } }, 'notHere', /not ready/],
    ['not coming: promoted', { canary: { status: { phase: 'Succeeded' } } }, 'notHere', /Succeeded/]
  ] as const)('%s', (_, shape, state, reason) => {
    expect(canaryVerify.judge(canaryWorld(shape))).toMatchObject({
      state,
      reason: expect.stringMatching(reason) as string
    })
  })
})
