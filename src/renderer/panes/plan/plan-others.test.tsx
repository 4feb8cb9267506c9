import { act } from 'react'
import { afterEach, expect, it, vi } from 'vitest'
import { ready } from '../../fixtures/decision.ts'
import { mount, setFeeds, type Mounted } from '../../fixtures/mount.ts'
import { shell } from '../../fixtures/shell.ts'
import { PlanOthers } from './plan-others.tsx'

let mounted: Mounted
afterEach(() => mounted.unmount())

const plan = ready.plan ?? expect.fail('no plan')
const others = [{ title: 'Leave the data as it is', choice: { leaves: 'data' } }]

it('plans the same with a part left out, and goes on with what it goes on with', () => {
  const request = vi.fn((_name: string, _input: unknown) => Promise.resolve({ ok: true, value: null }))
  window.backout = { request, subscribe: () => () => undefined }
  setFeeds({ shell })
  const continues = { runId: 'r', how: 'takeBack' } as const
  mounted = mount(<PlanOthers plan={{ ...plan, others, continues }} />)
  act(() => mounted.page.querySelector('button')?.click())
  expect(request.mock.calls).toEqual([['plan.prepare', { lever: plan.lever, choice: { leaves: 'data' }, continues }]])
})

it('is not there where nothing can be left out', () => {
  mounted = mount(<PlanOthers plan={{ ...plan, others: [] }} />)
  expect(mounted.page.textContent).toBe('')
})
