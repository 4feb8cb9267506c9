import { describe, expect, test } from 'vitest'
import { automaticRollback } from './automatic-rollback.ts'
import { readCanary } from './canary.ts'
import { hungRollback, toldRefusal } from './hung-rollback.ts'
import type { CanaryEvent } from './run-events.ts'
import { canaryObject, type CanaryShape } from './testing/canary-objects.ts'

const now = new Date('2026-11-29T02:13:30Z')
const controller = { namespace: 'f', name: 'flagger', version: null, versionText: '', wanted: 1, ready: 1 }
const at = (seconds: number): string => new Date(now.getTime() - 60_000 + seconds * 1_000).toISOString()
const warning = (message: string, seconds = 0): CanaryEvent => ({ at: at(seconds), warns: true, message, count: 3 })

const rollsBack = warning('Rolling back cart.shop failed checks threshold reached 5')
const silent =
  'VirtualService cart.shop update failed: Internal error occurred: failed calling webhook "rev.validation.istio.io": failed to call webhook: connection refused'
const denied = 'VirtualService cart.shop update failed: virtualservices is forbidden: no permission'
const canary = (status: CanaryShape['status'] = {}, spec: CanaryShape['spec'] = {}) =>
  readCanary(canaryObject({ status: { failedChecks: 5, ...status }, spec }))

describe('a rollback of Flagger’s whose write is refused', () => {
  test.each([
    [denied, 'routes', false],
    [silent, 'routes', true],
    ['HTTPRoute cart.shop update error: denied while setting weights', 'routes', false]
  ])('is told by its events: %s', (message, what, isMeshSilent) => {
    expect(toldRefusal(canary(), [rollsBack, warning(message)])).toMatchObject({ what, isMeshSilent, refusal: message })
  })

  test('that has taken the users off and cannot scale down hurts nobody', () => {
    const events = [
      rollsBack,
      warning('Canary failed! Scaling down cart.shop'),
      warning('scaling cart.shop failed: no')
    ]
    expect(toldRefusal(canary(), events)).toMatchObject({ what: 'pods' })
  })

  test.each([
    ['a check has still to fail', { failedChecks: 4 }, {}, [rollsBack, warning(denied)]],
    ['it has rolled back', { phase: 'Failed' }, {}, [rollsBack, warning(denied)]],
    ['it is suspended', {}, { suspend: true }, [rollsBack, warning(denied)]],
    ['it has not begun', {}, {}, [warning('Halt advancement failed')]],
    ['nothing was refused', {}, {}, [rollsBack, warning('Canary failed! Scaling down cart.shop')]],
    ['the refusal was of an earlier check', {}, {}, [warning(denied, -30), rollsBack]],
    [
      'it is of a run before',
      {},
      {},
      [rollsBack, warning(denied), { ...warning('New revision detected! Scaling up cart.shop', 5), warns: false }]
    ]
  ])('is not seen where %s', (_why, status, spec, events) => {
    expect(toldRefusal(canary(status, spec), events)).toBeNull()
  })

  test('is known by the status, two checks and more after the threshold, where no event is left', () => {
    const seen = (seconds: number, ready = 1) =>
      hungRollback(canary({ lastTransitionTime: new Date(now.getTime() - seconds * 1_000).toISOString() }), {
        events: [],
        controller: { ...controller, ready },
        now
      })
    expect(seen(149)).toBeNull()
    expect(seen(160)).toMatchObject({ what: null, text: expect.stringContaining('5 of 5 checks had failed') as string })
    expect(seen(160, 0)).toBeNull()
  })

  test('is not counted down to', () => {
    const hung = toldRefusal(canary(), [rollsBack, warning(denied)])
    const tick = { lastAt: at(0), targetReady: true, now }
    expect(automaticRollback(canary(), tick).kind).toBe('coming')
    expect(automaticRollback(canary(), { ...tick, hung })).toEqual({ kind: 'never', reason: hung?.text })
  })
})
