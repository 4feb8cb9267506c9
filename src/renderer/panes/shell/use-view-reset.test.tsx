import { act } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { mount, setFeeds, type Mounted } from '../../fixtures/mount.ts'
import { states } from '../../fixtures/states.ts'
import { initialView, setView, viewStore } from '../../stores/view.ts'
import { App } from './app.tsx'

let mounted: Mounted

const state = (name: string) => states[name] ?? expect.fail(`no state ${name}`)
const kept = { task: 'undo', note: 'undo', detail: 33, expanded: true, choosing: true }
const forgotten = { task: null, note: null, detail: null, expanded: false, choosing: false }

beforeEach(() => {
  window.backout = {
    request: vi.fn(() => Promise.resolve({ ok: true, value: null })),
    subscribe: () => () => undefined
  }
  setFeeds(state('console'))
  mounted = mount(<App />)
  act(() => setView(kept))
})

afterEach(() => mounted.unmount())

function press(key: string): void {
  act(() => void document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })))
}

it('hears every key again when the service is closed under a note that is being written', () => {
  expect(mounted.page.querySelector('dialog')).not.toBeNull()
  press('?')
  expect(viewStore.getState().overlay).toBe('none')
  act(() => setFeeds(state('services')))
  expect(mounted.page.querySelector('dialog')).toBeNull()
  expect(viewStore.getState()).toMatchObject(forgotten)
  press('?')
  expect(viewStore.getState().overlay).toBe('keys')
})

it('begins another service as if it were the first', () => {
  const { service, ...rest } = state('console')
  const basket =
    service === null ? expect.fail('no service') : { ...service, ref: { namespace: 'shop', name: 'basket' } }
  act(() => setFeeds({ ...rest, service: basket }))
  expect(viewStore.getState()).toMatchObject(forgotten)
})

it('forgets nothing while the same service goes on', () => {
  act(() => setFeeds(state('running')))
  expect(viewStore.getState()).toMatchObject(kept)
})

it('hears keys while a note is wanted for a step that is not there', () => {
  act(() => viewStore.setState({ ...initialView, note: 'no such step' }))
  press('?')
  expect(viewStore.getState().overlay).toBe('keys')
})
