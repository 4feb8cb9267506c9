import { afterEach, expect, it } from 'vitest'
import type { Continuation, LeverView } from '../../../contract/index.ts'
import { ready } from '../../fixtures/decision.ts'
import { mount, setFeeds, type Mounted } from '../../fixtures/mount.ts'
import { shell } from '../../fixtures/shell.ts'
import { LeverCard } from './lever-card.tsx'

let mounted: Mounted
afterEach(() => mounted.unmount())

const plan = ready.plan ?? expect.fail('no plan')
const lever = ready.levers.find(({ id }) => id === plan.lever) ?? expect.fail('no lever')

function cardOf(how: Continuation['how'] | null, as: Partial<LeverView>): string {
  setFeeds({ shell })
  const continues = how === null ? {} : { continues: { runId: 'r', how } }
  mounted = mount(
    <LeverCard plan={{ ...plan, ...continues }} lever={{ ...lever, ...as }} insecure={false} offline={null} />
  )
  const text = mounted.page.querySelector('header')?.textContent ?? ''
  return text
}

it.each([
  ['goOn', 'what is left'],
  ['takeBack', 'the way back'],
  [null, 'possible']
] as const)('calls a plan that continues by %s: %s', (how, tag) => {
  expect(cardOf(how, { state: 'possible' })).toMatch(new RegExp(`${tag}$`))
})

it('says why it is not needed any more', () => {
  const reason = 'The primary has the release, and is ready.'
  expect(cardOf('goOn', { state: 'notNeeded', reason })).toContain(`Not needed now: ${reason}`)
})
