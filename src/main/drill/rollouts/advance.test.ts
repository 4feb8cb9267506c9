import { expect, test } from 'vitest'
import { advance, type SetCounts } from './advance.ts'
import type { Rollout, RolloutStatus } from './rollout.ts'

const nowMs = Date.parse('2026-03-01T12:00:00Z')

function rollout(
  status?: RolloutStatus,
  steps: Rollout['spec']['strategy']['canary']['steps'] = [{ setWeight: 20 }, { pause: {} }]
): Rollout {
  const template = { metadata: { labels: { app: 'a' } }, spec: { containers: [] } }
  const spec = { replicas: 5, selector: {}, template, strategy: { canary: { steps } } }
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name: 'a', namespace: 'n' },
    spec,
    ...(status === undefined ? {} : { status })
  }
}

const counts = (ready: Readonly<Record<string, number>>): readonly SetCounts[] =>
  Object.entries(ready).map(([hash, number]) => ({ hash, wanted: number, ready: number }))
const look = (status: RolloutStatus | undefined, hash: string, ready: Readonly<Record<string, number>>) =>
  advance(rollout(status), { hash, revision: 2 }, counts(ready), nowMs)
const healthy: RolloutStatus = { stableRS: 'old', currentPodHash: 'old', currentStepIndex: 2 }

test('the first template is the stable one, without a step', () => {
  const { status, replicas } = look(undefined, 'old', { old: 5 })
  expect(status).toMatchObject({ phase: 'Healthy', stableRS: 'old', currentPodHash: 'old' })
  expect(replicas.get('old')).toBe(5)
})

test('a new template gets its share, and then waits for somebody', () => {
  const begun = look(healthy, 'new', { old: 5 })
  expect([...begun.replicas]).toEqual([
    ['new', 1],
    ['old', 5]
  ])
  const paused = look(begun.status, 'new', { old: 5, new: 1 })
  expect(paused.status).toMatchObject({
    phase: 'Paused',
    message: 'CanaryPauseStep',
    currentStepIndex: 1,
    stableRS: 'old'
  })
  expect([...paused.replicas]).toEqual([
    ['new', 1],
    ['old', 4]
  ])
  const promoted = look({ ...paused.status, pauseConditions: undefined as never }, 'new', { old: 4, new: 1 })
  expect(promoted.replicas.get('new')).toBe(5)
  expect(look(promoted.status, 'new', { new: 5 }).status).toMatchObject({ phase: 'Healthy', stableRS: 'new' })
})

test('an abort gives the stable one everything back, and the next template clears it', () => {
  const aborted = look({ ...healthy, currentPodHash: 'new', currentStepIndex: 1, abort: true }, 'new', {
    old: 4,
    new: 1
  })
  expect(aborted.status).toMatchObject({
    phase: 'Degraded',
    message: 'RolloutAborted: Rollout aborted update to revision 2',
    abort: true,
    stableRS: 'old'
  })
  expect(aborted.replicas.get('old')).toBe(5)
  expect(aborted.replicas.get('new')).toBe(0)
  // T17: the next release of the same pipeline goes out again, although nobody retried.
  const next = look(aborted.status, 'newer', { old: 5 })
  expect(next.status['abort']).toBeUndefined()
  expect(next.replicas.get('newer')).toBe(1)
  // The undo to the stable one skips all steps.
  const undone = look(aborted.status, 'old', { old: 5 })
  expect(undone.status).toMatchObject({ phase: 'Healthy', stableRS: 'old', currentStepIndex: 2 })
  expect(undone.status['abort']).toBeUndefined()
})

test('an abort of what is healthy has no effect, and is cleared', () => {
  expect(look({ ...healthy, abort: true }, 'old', { old: 5 }).status).toMatchObject({ phase: 'Healthy' })
  expect(look({ ...healthy, abort: true }, 'old', { old: 5 }).status['abort']).toBeUndefined()
})

test('a pause with a duration ends by itself', () => {
  const steps = [{ setWeight: 20 }, { pause: { duration: '5m' } }, { setWeight: 60 }]
  const status = { ...healthy, currentPodHash: 'new', currentStepIndex: 1 }
  const at = (ms: number, of: RolloutStatus) =>
    advance(rollout(of, steps), { hash: 'new', revision: 2 }, counts({ old: 4, new: 1 }), ms)
  const paused = at(nowMs, status)
  expect(paused.againInMs).toBe(300_000)
  expect(at(nowMs + 301_000, paused.status).replicas.get('new')).toBe(3)
})
