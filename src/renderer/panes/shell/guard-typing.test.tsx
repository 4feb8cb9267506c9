import { act } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Feeds } from '../../../contract/index.ts'
import { mount, setFeeds, type Mounted } from '../../fixtures/mount.ts'
import { states } from '../../fixtures/states.ts'
import { viewStore } from '../../stores/view.ts'
import { App } from './app.tsx'

const request = vi.fn((_name: string, _input: unknown) => Promise.resolve({ ok: true, value: null }))
let mounted: Mounted

const deciding: Feeds = states['console'] ?? expect.fail('no state console')

beforeEach(() => {
  vi.useFakeTimers()
  request.mockClear()
  window.backout = { request, subscribe: () => () => undefined }
  setFeeds(deciding)
  mounted = mount(<App />)
})

afterEach(() => {
  mounted.unmount()
  vi.useRealTimers()
})

/** Presses a key where the focus is. */
function press(key: string, more: KeyboardEventInit = {}): void {
  const target = document.activeElement ?? document.body
  act(() => void target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })))
}

/** A field that somebody types into. */
function focusField(): HTMLInputElement {
  const field = document.createElement('input')
  document.body.append(field)
  act(() => field.focus())
  return field
}

/** Types the first half of a word; then the field is taken away. */
async function typeHalf(last = '@'): Promise<void> {
  const field = focusField()
  press(last)
  await act(async () => field.remove())
  expect(document.activeElement?.matches('input')).toBe(false)
}

const view = () => viewStore.getState()

it('takes the rest of the word, which would have been keys of the window, and says so', async () => {
  await typeHalf()
  for (const key of 'production'.split('').concat('x', ' ', 'Enter')) press(key)
  expect(request).not.toHaveBeenCalled()
  expect(view()).toMatchObject({ note: null, task: null })
  expect(view().said).toContain('The field was replaced')
})

it('gives the keys back after 2 s without one, and not before', async () => {
  await typeHalf()
  for (const key of 'pro') {
    vi.advanceTimersByTime(1_900)
    press(key)
  }
  press('?')
  expect(view().overlay).toBe('none')
  vi.advanceTimersByTime(2_000)
  press('?')
  expect(view().overlay).toBe('keys')
})

it('gives them back at the next click', async () => {
  await typeHalf()
  act(() => void document.body.dispatchEvent(new Event('pointerdown', { bubbles: true })))
  press('n')
  expect(view().note).toBe('undo')
})

it('gives them back at Tab', async () => {
  await typeHalf()
  press('p')
  press('Tab')
  press('n')
  expect(view().note).toBe('undo')
})

it('leaves chords and escape alone', async () => {
  await typeHalf()
  press('k', { ctrlKey: true })
  expect(view().overlay).toBe('palette')
})

it('counts the 2 s from when the field vanished', async () => {
  const field = focusField()
  press('c')
  vi.advanceTimersByTime(5_000)
  await act(async () => field.remove())
  press('n')
  expect(view().note).toBeNull()
})

it('takes nothing when the field was left on purpose: its enter sent it', async () => {
  await typeHalf('Enter')
  press('n')
  expect(view().note).toBe('undo')
})
