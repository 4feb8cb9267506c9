import { expect, it } from 'vitest'
import type { Run } from '../../../contract/index.ts'
import { mayLeave } from '../shell/leave-service.ts'

const to = { key: 'p', to: 'the exercises' }
const run = (state: Run['state'], id = 'r'): Run => ({ id, state }) as unknown as Run

it('is not begun while something is on its way, and only with the second key while a proof goes on', () => {
  expect(mayLeave(run('sending'), to)).toBe(false)
  expect(mayLeave(run('sending'), to)).toBe(false)
  expect(mayLeave(run('verifying', 'v'), to)).toBe(false)
  expect(mayLeave(run('verifying', 'v'), to)).toBe(true)
  expect(mayLeave(null, to)).toBe(true)
})
