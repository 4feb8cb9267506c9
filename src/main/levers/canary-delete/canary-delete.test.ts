import { describe, expect, test } from 'vitest'
import { canaryKit, canaryStage, canaryWorld } from '../canary-frame/testing/canary-stage.ts'
import { playsEveryKill } from '../testing/plays-every-kill.ts'
import { canaryDelete } from './index.ts'

const atRest = { canary: { status: { phase: 'Succeeded', canaryWeight: 0 } }, target: { replicas: 0 } }

describe('deleting a Canary', () => {
  playsEveryKill(canaryKit(canaryDelete, () => canaryStage(canaryDelete, atRest)))

  test('leaves what it owns, and is typed by what is lost everywhere', async () => {
    const stage = await canaryStage(canaryDelete, atRest)
    const { plan, steps } = await stage.plan()
    expect(plan.steps.map(({ command }) => command)).toEqual([
      'kubectl --context test -n shop delete canaries.flagger.app cart --cascade=orphan'
    ])
    expect(steps).toMatchObject([
      {
        sends: {
          request: { method: 'DELETE', body: expect.stringContaining('"propagationPolicy":"Orphan"') as string }
        }
      }
    ])
    expect(plan.approval).toMatchObject({ kind: 'typed', text: 'delete canary shop/cart' })
    expect(plan.inverse).toBeNull()
  })

  test.each([
    ['on trial', {}, 'refused', /nobody to roll it back/],
    ['reverting', { canary: { ...atRest.canary, spec: { revertOnDeletion: true } } }, 'refused', /revertOnDeletion/],
    [
      'failed in its promotion',
      { canary: { status: { phase: 'Failed', canaryWeight: 100 } } },
      'refused',
      /promotion failed/
    ],
    ['without a ready primary', { ...atRest, primary: { ready: 0 } }, 'refused', /all that serves/],
    ['at rest', atRest, 'offered', /suspending it/]
  ] as const)('one that is %s', (_, shape, state, reason) => {
    expect(canaryDelete.judge(canaryWorld(shape))).toMatchObject({
      state,
      reason: expect.stringMatching(reason) as string
    })
  })
})
