import { expect, test } from 'vitest'
import { createFaultBoard } from '../control/faults.ts'
import { keys } from '../controllers/kube-types.ts'
import { createWorld } from '../world/world.ts'
import { statusOf, thresholdOf, type Canary } from './canary.ts'

const startMs = Date.parse('2026-03-01T12:00:00Z')

test(
  'a rollback whose write is refused stays in its phase beyond the threshold, says why at each check, and ends once it is taken',
  {
    timeout: 60_000
  },
  () => {
    const faults = createFaultBoard()
    const world = createWorld({
      scenario: 'canary-failing-30',
      seed: 1,
      speed: 1,
      startMs,
      token: () => 'token',
      faults: faults.plan
    })
    const { namespace, focus } = world.plan
    const canary = (): Canary => world.store.get(keys.canaries, namespace, focus) as Canary
    const passMinutes = (minutes: number): void =>
      world.simulation.runUntil(world.simulation.nowMs() + minutes * 60_000)
    const user = 'system:serviceaccount:flagger-system:flagger'
    faults.add({ kind: 'error', user, path: '/virtualservices/', code: 500, times: 10_000 })
    passMinutes(15)
    expect(statusOf(canary())).toMatchObject({ phase: 'Progressing', failedChecks: thresholdOf(canary()) })
    const said = world.store.list(keys.events, namespace).map((event) => String(event['message']))
    expect(said).toContainEqual(expect.stringMatching(/^Rolling back \S+ failed checks threshold reached \d+$/))
    expect(said).toContainEqual(expect.stringMatching(/^VirtualService \S+ update failed: /))
    faults.clear()
    passMinutes(3)
    expect(statusOf(canary()).phase).toBe('Failed')
  }
)
