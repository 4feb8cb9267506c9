import { expect, it } from 'vitest'
import type { ReadyPlan, World } from '../../ports/lever.ts'
import type { Standing } from '../../ports/standing.ts'
import { stillFits } from './still-fits.ts'

const fits = (standing: Standing['standing'], wasBad: boolean, uid = 'rs-2'): boolean =>
  stillFits(
    {
      plan: { guards: [] },
      steps: [],
      basis: { generation: 1, target: 'rs-2', isBad: wasBad }
    } as unknown as ReadyPlan,
    {
      ref: {},
      service: { ownership: { state: 'loading' } },
      objects: new Map(),
      standings: [{ uid, standing }]
    } as unknown as World
  )

it('does not fit any more once its revision is known to be bad, and was not when it was planned', () => {
  expect([fits('good', false), fits('none', false)]).toEqual([true, true])
  expect(fits('bad', false)).toBe(false)
  // Somebody planned it although it was, and another revision is none of its business.
  expect([fits('bad', true), fits('bad', false, 'rs-1')]).toEqual([true, true])
})
