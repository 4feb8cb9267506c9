import { afterEach, expect, it } from 'vitest'
import type { LeverView } from '../../../contract/index.ts'
import { ready, rollBack } from '../../fixtures/decision.ts'
import { mount, setFeeds, type Mounted } from '../../fixtures/mount.ts'
import { shell } from '../../fixtures/shell.ts'
import { NoPlan } from './no-plan.tsx'

let mounted: Mounted

afterEach(() => mounted.unmount())

const [first] = ready.levers

function offered(more: Partial<LeverView>, level = rollBack.level): string {
  if (!first) return expect.fail('the example has a lever')
  setFeeds({ shell })
  mounted = mount(<NoPlan lever={{ ...first, ...more }} verdict={{ ...rollBack, level }} offline={null} />)
  return mounted.find('lever-card').querySelector('footer')?.textContent ?? ''
}

it.each([
  ['recommended', 'rollBack', 'Plan to suspend the Canary'],
  ['possible', 'hold', 'Plan to suspend the Canary all the same'],
  ['notNeeded', 'hold', 'Check readiness: plan to suspend the Canary'],
  ['failed', 'rollBack', 'Plan again a']
] as const)('a lever that is %s offers what it does itself', (state, level, words) => {
  const footer = offered({ state, title: 'Suspend the Canary', verb: 'suspend the Canary' }, level)
  expect(footer.endsWith(words)).toBe(true)
  expect(footer).not.toMatch(/roll(s|ed)? ?back/i)
})
