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

  test('is proved once the garbage collector has let go of what it owns, and not given up before', async () => {
    const stage = await canaryStage(canaryDelete, atRest)
    const path = '/apis/flagger.app/v1beta1/namespaces/shop/canaries/cart'
    const canary = stage.api.at(path) ?? expect.fail('no Canary')
    const leaving = { ...canary.metadata, deletionTimestamp: '2026-03-01T00:00:00Z', finalizers: ['orphan'] }
    stage.api.put(path, { ...canary, metadata: leaving })
    const said: string[] = []
    const { checks, proved } = await canaryDelete.prove({
      proof: {
        namespace: 'shop',
        canary: 'cart',
        uid: canary.metadata.uid,
        target: 'cart',
        primary: 'cart-primary',
        atMostMs: 1
      },
      mutations: [],
      changedAt: '2026-03-01T00:00:00Z',
      place: stage.place,
      abort: new AbortController().signal,
      show(_checks, _phase, detail) {
        said.push(detail)
        if (said.length === 2) stage.api.drop(path)
      },
      showPhase: () => undefined
    })
    expect(said[0]).toContain('It is being deleted: what it owns is let go first')
    expect(checks.map(({ status }) => status)).toEqual(['True', 'True'])
    expect(proved).toBe(true)
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
    [
      'rolled back by Flagger',
      { ...atRest, canary: { ...atRest.canary, status: { phase: 'Failed', canaryWeight: 0 } } },
      'notNeeded',
      /rolled back by itself/
    ],
    ['at rest', atRest, 'offered', /suspending it/]
  ] as const)('one that is %s', (_, shape, state, reason) => {
    expect(canaryDelete.judge(canaryWorld(shape))).toMatchObject({
      state,
      reason: expect.stringMatching(reason) as string
    })
  })
})
