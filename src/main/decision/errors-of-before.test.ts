import { expect, it } from 'vitest'
import type { DeploymentView } from '../../contract/index.ts'
import { errorsMayBeOfBefore } from './errors-of-before.ts'

const startMs = Date.parse('2026-03-01T12:00:00Z')
const iso = (seconds: number): string => new Date(startMs + seconds * 1_000).toISOString()

/** A list that has read errors at these seconds after a change, the last of them now. */
function mayBe(errors: readonly (readonly [number, number])[], takenUpFrom: number | null = null): boolean {
  const [seconds, value] = errors.at(-1) ?? expect.fail('nothing was read')
  const rollout = { state: 'complete', startedAt: iso(0), endedAt: iso(10), progressDeadlineSeconds: 600 }
  const deployment = { revision: 4, takenUpFrom, changedBy: 'kubectl', rollout } as unknown as DeploymentView
  const past = errors.map(([at, ratio]) => ({ at: iso(at), value: ratio }))
  const about = { deployment, limit: 0.01, value, observedAt: iso(seconds), past }
  return errorsMayBeOfBefore(about, { now: new Date(startMs + seconds * 1_000), skewMs: 0, reachMs: 75_000 })
}

it.each([
  [
    'errors of before a colleague’s rollback, that fade',
    [
      [-20, 0.3],
      [-5, 0.3],
      [30, 0.018]
    ],
    2,
    true
  ],
  [
    'the same once the window holds none of before',
    [
      [-20, 0.3],
      [-5, 0.3],
      [90, 0.018]
    ],
    2,
    false
  ],
  [
    'a release that is bad itself',
    [
      [-20, 0],
      [-5, 0],
      [30, 0.2]
    ],
    null,
    false
  ],
  ['a rollback, where the list was opened after it', [[30, 0.018]], 2, true],
  ['a new release, where the list was opened after it', [[30, 0.2]], null, false]
] as const)('%s', (_what, errors, takenUpFrom, expected) => {
  expect(mayBe(errors, takenUpFrom)).toBe(expected)
})
