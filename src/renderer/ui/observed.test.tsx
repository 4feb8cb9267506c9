import { act } from 'react'
import { afterEach, expect, it, vi } from 'vitest'
import { mount, setFeeds, type, type Mounted } from '../fixtures/mount.ts'
import { states } from '../fixtures/states.ts'
import { App } from '../panes/shell/app.tsx'

let mounted: Mounted

afterEach(() => mounted.unmount())

const state = (name: string) => states[name] ?? expect.fail(`no state ${name}`)
const search = () => mounted.page.querySelector<HTMLInputElement>('[data-find="services"]') ?? expect.fail('no search')
const names = () =>
  [...mounted.page.querySelectorAll<HTMLElement>('[data-testid="service-row"]')].map((row) => row.dataset['name'])
const selected = () => mounted.page.querySelector<HTMLElement>('[data-selected="true"]')?.dataset['name']

it('keeps the search, the selection and the focus of the list while the link is lost and found again', () => {
  window.backout = { request: vi.fn(), subscribe: () => () => undefined }
  setFeeds(state('services'))
  mounted = mount(<App />)
  const field = search()
  act(() => field.focus())
  type(field, 's')
  act(() => void field.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true })))
  const shown = names()
  const chosen = selected()
  expect(chosen).toBe(shown[1])
  for (const [name, isStale] of [
    ['services-unreachable', true],
    ['services', false]
  ] as const) {
    act(() => setFeeds(state(name)))
    expect(search(), name).toBe(field)
    expect(document.activeElement, name).toBe(field)
    expect([field.value, names(), selected()], name).toEqual(['s', shown, chosen])
    expect(field.closest('[data-stale="true"]') !== null, name).toBe(isStale)
  }
})
