import { act } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { plan, stagingPlan } from '../../fixtures/decision.ts'
import { mount, setFeeds, type, type Mounted } from '../../fixtures/mount.ts'
import { shell } from '../../fixtures/shell.ts'
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

function press(testId: string): void {
  act(() => mounted.find(testId).click())
}

it('wakes the button only for the exact text, and approves by id and digest once', async () => {
  mounted = mount(<ActionBar plan={plan} insecure={false} />)
  type(mounted.find('arm-input'), 'checkout@prod')
  expect(mounted.find('approve-button').hasAttribute('disabled')).toBe(true)
  type(mounted.find('arm-input'), 'checkout@production')
  press('approve-button')
  press('approve-button')
  await vi.waitFor(() => expect(request).toHaveBeenCalledTimes(1))
  expect(request).toHaveBeenCalledWith('run.approve', {
    planId: plan.id,
    digest: plan.digest,
    confirmation: { kind: 'typed', text: 'checkout@production' }
  })
})

it('lets nothing be typed where TLS is not verified', () => {
  mounted = mount(<ActionBar plan={plan} insecure />)
  expect(mounted.page.querySelector('[data-testid="arm-input"]')).toBeNull()
  expect(mounted.find('approve-button').hasAttribute('disabled')).toBe(true)
  expect(mounted.find('why-not').textContent).toContain('TLS is not verified')
})

it('keeps a field that is being typed into when the plan expires, and takes nothing more', () => {
  setFeeds({ shell: at(plan.createdAt) })
  mounted = mount(<ActionBar plan={plan} insecure={false} />)
  act(() => mounted.find('arm-input').focus())
  type(mounted.find('arm-input'), 'checkout@production')
  act(() => setFeeds({ shell: at(plan.expiresAt) }))
  mounted.again(<ActionBar plan={plan} insecure={false} />)
  expect(document.activeElement).toBe(mounted.find('arm-input'))
  expect(mounted.find('arm-input').hasAttribute('readonly')).toBe(true)
  expect(mounted.find('approve-button').hasAttribute('disabled')).toBe(true)
  expect(mounted.find('why-not').textContent).toContain('expired')
})

/** The shell at a moment of the console's clock, which stands still. */
function at(simulatedAt: string) {
  return { ...shell, clock: { ...shell.clock, simulatedAt } }
}

const held = stagingPlan.plan ?? expect.fail('the example has a plan')

function pointer(name: 'pointerdown' | 'pointerup'): void {
  act(() => void mounted.find('approve-button').dispatchEvent(new Event(name, { bubbles: true })))
}

it('approves in staging after the button was held for a second', () => {
  vi.useFakeTimers()
  mounted = mount(<ActionBar plan={held} insecure={false} />)
  pointer('pointerdown')
  act(() => void vi.advanceTimersByTime(1_100))
  expect(request).toHaveBeenCalledTimes(1)
  expect(request.mock.calls[0]).toMatchObject(['run.approve', { confirmation: { kind: 'held' } }])
})

it('sends nothing when the button is let go before', () => {
  vi.useFakeTimers()
  mounted = mount(<ActionBar plan={held} insecure={false} />)
  pointer('pointerdown')
  act(() => void vi.advanceTimersByTime(900))
  pointer('pointerup')
  act(() => void vi.advanceTimersByTime(5_000))
  expect(request).not.toHaveBeenCalled()
})

it('takes space held on the keyboard, and no single press', () => {
  vi.useFakeTimers()
  mounted = mount(<ActionBar plan={held} insecure={false} />)
  const key = (name: 'keydown' | 'keyup') =>
    act(() => void mounted.find('approve-button').dispatchEvent(new KeyboardEvent(name, { key: ' ', bubbles: true })))
  key('keydown')
  key('keyup')
  act(() => void vi.advanceTimersByTime(2_000))
  expect(request).not.toHaveBeenCalled()
  key('keydown')
  act(() => void vi.advanceTimersByTime(1_100))
  expect(request).toHaveBeenCalledTimes(1)
})
