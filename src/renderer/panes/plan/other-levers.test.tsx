import { act } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { LeverView } from '../../../contract/index.ts'
import { ready } from '../../fixtures/decision.ts'
import { mount, setFeeds, type Mounted } from '../../fixtures/mount.ts'
import { shell } from '../../fixtures/shell.ts'
import { OtherLevers } from './other-levers.tsx'

const request = vi.fn((_name: string, _input: unknown) => Promise.resolve({ ok: true, value: null }))
const [first = expect.fail('no lever')] = ready.levers
let mounted: Mounted

beforeEach(() => {
  request.mockClear()
  window.backout = { request, subscribe: () => () => undefined }
  setFeeds({ shell })
})

afterEach(() => mounted.unmount())

const drain = {
  title: 'Drain the traffic',
  verb: 'drain the traffic',
  reason: 'No pods of the old version are left.',
  takesEffectMs: 2_000,
  reversible: 'hard',
  leaves: ['Resume the Canary']
} as const

function shown(more: Partial<LeverView>): HTMLElement {
  mounted = mount(<OtherLevers levers={[{ ...first, id: 'other', ...drain, ...more }]} offline={null} />)
  return mounted.find('other-levers')
}

it.each([
  ['possible', 'Plan to drain the traffic'],
  ['recommended', 'Plan to drain the traffic'],
  ['needsChoice', 'Choose, to drain the traffic']
] as const)('one that is %s can be planned instead', (state, label) => {
  const button = shown({ state }).querySelector('button')
  expect(button?.textContent).toBe(label)
  act(() => button?.click())
  expect(request.mock.calls).toEqual([['plan.prepare', { lever: 'other' }]])
})

it('says how it compares with the one above', () => {
  expect(shown({ state: 'possible' }).textContent).toContain(
    'No pods of the old version are left.Users notice in about 2 s. Hard to take back. Leaves: Resume the Canary.'
  )
})

it.each(['refused', 'failed', 'notNeeded', 'planning'] as const)(
  'one that is %s says why, and offers nothing',
  (state) => {
    const pane = shown({ state })
    expect(pane.textContent).toContain(drain.reason)
    expect(pane.querySelector('button')).toBeNull()
  }
)

it('has those that may be planned first, and calls none failed that is not possible', () => {
  const lever = (id: string, state: LeverView['state']): LeverView => ({ ...first, ...drain, id, title: id, state })
  const levers = [lever('abort', 'notNeeded'), lever('drain', 'failed'), lever('verify', 'possible')]
  mounted = mount(<OtherLevers levers={levers} offline={null} />)
  const rows = [...mounted.find('other-levers').querySelectorAll('li')]
  expect(rows.map(({ dataset }) => dataset['lever'])).toEqual(['verify', 'abort', 'drain'])
  expect(rows[2]?.textContent).toContain('not possible now')
})

it('offers none while the cluster does not answer, and calls none possible', () => {
  const lever = { ...first, id: 'other', ...drain, state: 'possible' } as const
  mounted = mount(<OtherLevers levers={[lever]} offline="Offline." />)
  const button = mounted.find('other-levers').querySelector('button')
  act(() => button?.click())
  expect(button?.disabled).toBe(true)
  expect(request).not.toHaveBeenCalled()
  expect(mounted.find('other-levers').querySelector('span')?.textContent).toBe('not known now')
})
