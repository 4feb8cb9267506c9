import { afterEach, expect, it } from 'vitest'
import type { LeverView } from '../../../contract/index.ts'
import { failureOf } from '../../../contract/failure.ts'
import { plan, ready } from '../../fixtures/decision.ts'
import { mount, setFeeds, type Mounted } from '../../fixtures/mount.ts'
import { shell } from '../../fixtures/shell.ts'
import { ago } from '../../fixtures/times.ts'
import { Rails } from './rails.tsx'

let mounted: Mounted

afterEach(() => mounted.unmount())

const [lever] = ready.levers
const [change] = plan.changes

function rails(present: LeverView['present'] | undefined): readonly (string | null)[] {
  if (!lever || change?.kind !== 'shares') return expect.fail('the example has a lever and shares')
  setFeeds({ shell })
  mounted = mount(<Rails change={change} lever={present && { ...lever, present }} />)
  return [...mounted.find('rails').querySelectorAll('li')].map((part) => part.textContent)
}

const after = 'revision 41 · v2.4.0 · 8 pods'

it('shows what is there now and what is planned', () => {
  expect(rails(lever?.present)).toEqual([
    'revision 41 · v2.4.0 · 4 of 4 ready',
    'revision 42 · v2.4.1 · 2 of 4 ready, CrashLoopBackOff',
    after
  ])
})

it('keeps what was read last while nothing answers, and counts none of it as ready', () => {
  const last = lever?.present.state === 'value' ? lever.present : expect.fail('the example was read')
  const failure = failureOf('unreachable', 'nothing answers')
  const lost = ['revision 41 · v2.4.0 · pods not read now', 'revision 42 · v2.4.1 · pods not read now', after]
  expect(rails({ state: 'unreachable', failure, sinceAt: ago(20), last })).toEqual(lost)
  mounted.unmount()
  expect(rails({ ...last, observedAt: ago(60) })).toEqual(lost)
})

it('shows what the plan was made of when nothing was ever read', () => {
  expect(rails(undefined)).toEqual(['revision 42 · v2.4.1 · pods not read now', after])
})

it('draws each part as wide as its share, and none that has none', () => {
  setFeeds({ shell })
  const share = (label: string, value: number) => ({ label, value, detail: '', tone: 'good' }) as const
  const before = [share('primary', 70), share('canary', 30)]
  const traffic = {
    kind: 'shares',
    title: 'Traffic',
    unit: '%',
    before,
    after: [share('all', 100), share('none', 0)]
  } as const
  mounted = mount(<Rails change={traffic} lever={undefined} />)
  const parts = [...mounted.find('rails').querySelectorAll('li')]
  expect(parts.map(({ textContent }) => textContent)).toEqual([
    'primary 70 % · not read now',
    'canary 30 % · not read now',
    'all 100 %'
  ])
  expect(parts.map(({ className }) => /span-(\d+)/.exec(className)?.[1])).toEqual(['8', '4', '12'])
})
