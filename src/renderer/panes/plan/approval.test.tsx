import { act } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { plan, stagingPlan } from '../../fixtures/decision.ts'
import { mount, setFeeds, type, type Mounted } from '../../fixtures/mount.ts'
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

it('wakes the button only for the exact text, and approves by id and digest once', async () => {
  mounted = mount(<ActionBar plan={plan} insecure={false} />)
  type(mounted.find('arm-input'), 'checkout@prod')
  expect(mounted.find('approve-button').hasAttribute('disabled')).toBe(true)
  type(mounted.find('arm-input'), 'checkout@production')
  act(() => mounted.find('approve-button').click())
  await act(async () => mounted.find('approve-button').click())
  expect(request).toHaveBeenCalledTimes(1)
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

const hint = () => mounted.find('arm-hint').textContent

/** Sends an event to the field as the browser does. Returns whether the browser may still do what it does with it. */
function send(event: Event): boolean {
  let isLeft = true
  act(() => {
    isLeft = mounted.find('arm-input').dispatchEvent(event)
  })
  return isLeft
}

it('says that paste is off, also for what is dropped, and takes none of it', () => {
  for (const name of ['paste', 'drop']) {
    mounted = mount(<ActionBar plan={plan} insecure={false} />)
    expect(send(new Event(name, { bubbles: true, cancelable: true })), name).toBe(false)
    expect(hint(), name).toContain('Paste is off here')
    type(mounted.find('arm-input'), 'c')
    expect(hint(), name).toBe('Type checkout@production to arm')
    mounted.unmount()
  }
  mounted = mount(<ActionBar plan={plan} insecure={false} />)
})

it('says that a wrong text does not match when it is entered, and sends nothing', () => {
  mounted = mount(<ActionBar plan={plan} insecure={false} />)
  expect(mounted.page.querySelector('[data-testid="arm-hint"] code')?.textContent).toBe('checkout@production')
  for (const wrong of ['', 'checkout@staging', 'Checkout@production']) {
    type(mounted.find('arm-input'), wrong)
    send(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
    expect(hint(), wrong).toContain('Does not match checkout@production')
  }
  expect(request).not.toHaveBeenCalled()
  type(mounted.find('arm-input'), 'checkout@production')
  expect(hint()).toContain('Armed.')
})

it('shows how long the plan still holds once that is little', () => {
  const show = (leftMs: number) => {
    act(() => setFeeds({ shell: at(new Date(Date.parse(plan.expiresAt) - leftMs).toISOString()) }))
    mounted.again(<ActionBar plan={plan} insecure={false} />)
    return mounted.page.querySelector('[data-testid="expiry"]')?.textContent ?? ''
  }
  mounted = mount(<ActionBar plan={plan} insecure={false} />)
  expect(show(5 * 60_000)).toBe('')
  expect(show(95_000)).toContain('expires in 01:35')
  expect(show(0)).toBe('')
})

it('keeps what was typed when the plan is made again, and says so when it is dropped for another plan', () => {
  mounted = mount(<ActionBar key="1" plan={plan} insecure={false} />)
  type(mounted.find('arm-input'), 'checkout@pro')
  const anew = { ...plan, id: 'anew', digest: 'anew', expiresAt: '2026-03-14T09:00:00Z' }
  mounted.again(<ActionBar key="2" plan={anew} insecure={false} />)
  expect(mounted.find('arm-input')).toHaveProperty('value', 'checkout@pro')
  expect(viewStore.getState().said).toBe('')
  const other = { ...anew, steps: anew.steps.map((step) => ({ ...step, command: `${step.command}0` })) }
  mounted.again(<ActionBar key="3" plan={other} insecure={false} />)
  expect(mounted.find('arm-input')).toHaveProperty('value', '')
  expect(viewStore.getState().said).toContain('another plan')
})

it('begins with an empty field after an approval: what follows has to be typed again', async () => {
  mounted = mount(<ActionBar key="1" plan={plan} insecure={false} />)
  type(mounted.find('arm-input'), 'checkout@production')
  await act(async () => mounted.find('approve-button').click())
  mounted.again(<ActionBar key="2" plan={{ ...plan, id: 'anew' }} insecure={false} />)
  expect(mounted.find('arm-input')).toHaveProperty('value', '')
})
