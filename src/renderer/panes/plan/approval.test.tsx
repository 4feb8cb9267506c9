import { act } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { plan, stagingPlan } from '../../fixtures/decision.ts'
import { mount, setFeeds, type Mounted } from '../../fixtures/mount.ts'
import { shell } from '../../fixtures/shell.ts'
import { viewStore } from '../../stores/view.ts'
import { ActionBar } from './action-bar.tsx'

const request = vi.fn(() => Promise.resolve({ ok: true, value: { runId: 'run-1' } }))
let mounted: Mounted

beforeEach(() => {
  request.mockClear()
  window.backout = { request, subscribe: () => () => undefined }
  setFeeds({ shell })
})

afterEach(() => {
  vi.useRealTimers()
  mounted.unmount()
})

it('has main ask for the approval, by id and digest, and once while it is asked', async () => {
  mounted = mount(<ActionBar plan={plan} insecure={false} offline={null} />)
  await act(async () => mounted.find('approve-button').click())
  expect(request.mock.calls).toEqual([['run.approve', { planId: plan.id, digest: plan.digest }]])
  act(() => setFeeds({ shell: { ...shell, approving: plan.id } }))
  mounted.again(<ActionBar plan={plan} insecure={false} offline={null} />)
  expect(hint()).toContain('Waiting for you to approve')
  await act(async () => mounted.find('approve-button').click())
  expect(request).toHaveBeenCalledTimes(1)
  // A button that is taken away under the focus would not have it again afterwards.
  expect(mounted.find('approve-button').hasAttribute('disabled')).toBe(false)
})

it('says beforehand what will have to be done, typed or held', () => {
  mounted = mount(<ActionBar plan={plan} insecure={false} offline={null} />)
  expect(hint()).toContain('type checkout@production')
  mounted.again(<ActionBar plan={stagingPlan.plan ?? plan} insecure={false} offline={null} />)
  expect(hint()).toContain('held for 1 s')
})

it('asks for nothing where TLS is not verified, or where the plan has expired', () => {
  mounted = mount(<ActionBar plan={plan} insecure offline={null} />)
  expect(mounted.find('approve-button').hasAttribute('disabled')).toBe(true)
  expect(mounted.find('why-not').textContent).toContain('TLS is not verified')
  act(() => setFeeds({ shell: at(plan.expiresAt) }))
  mounted.again(<ActionBar plan={plan} insecure={false} offline={null} />)
  expect(mounted.find('approve-button').hasAttribute('disabled')).toBe(true)
  expect(mounted.find('why-not').textContent).toContain('expired')
})

it('asks as soon as the plan is there, when the approval was wanted before', async () => {
  viewStore.setState({ awaitsApproval: false })
  mounted = mount(<p />)
  act(() => viewStore.setState({ awaitsApproval: true }))
  await act(async () => mounted.again(<ActionBar plan={plan} insecure={false} offline={null} />))
  expect(request).toHaveBeenCalledTimes(1)
  expect(viewStore.getState().awaitsApproval).toBe(false)
})

/** The shell at a moment of the console's clock, which stands still. */
function at(simulatedAt: string) {
  const links = [{ id: 'apiServer', state: 'ok', lastOkAt: simulatedAt } as const]
  return { ...shell, clock: { ...shell.clock, simulatedAt }, links }
}

const hint = () => mounted.find('arm-hint').textContent

it('shows how long the plan still holds once that is little', () => {
  const show = (leftMs: number) => {
    act(() => setFeeds({ shell: at(new Date(Date.parse(plan.expiresAt) - leftMs).toISOString()) }))
    mounted.again(<ActionBar plan={plan} insecure={false} offline={null} />)
    return mounted.page.querySelector('[data-testid="expiry"]')?.textContent ?? ''
  }
  mounted = mount(<ActionBar plan={plan} insecure={false} offline={null} />)
  expect(show(5 * 60_000)).toBe('')
  expect(show(95_000)).toContain('expires in 01:35')
  expect(show(0)).toBe('')
})
