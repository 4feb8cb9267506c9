import { act } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { mount, setFeeds, type Mounted } from '../../fixtures/mount.ts'
import { profile } from '../../fixtures/profile.ts'
import { shell } from '../../fixtures/shell.ts'
import { setView, viewStore } from '../../stores/view.ts'
import { IncidentsOverlay } from './incidents-overlay.tsx'

const request = vi.fn((_name: string, _input: unknown) =>
  Promise.resolve<{ ok: boolean; value: unknown }>({ ok: true, value: null })
)
let mounted: Mounted
beforeEach(() => {
  request.mockClear()
  window.backout = { request, subscribe: () => () => undefined }
})
afterEach(() => mounted.unmount())

function show(environment: typeof shell.environment): void {
  setFeeds({ shell: { ...shell, environment }, profile })
  mounted = mount(<IncidentsOverlay />)
  act(() => setView({ overlay: 'incidents' }))
}

const list = () => mounted.page.querySelector<HTMLElement>('[aria-label="Incidents"]') ?? expect.fail('no list')
const selected = () =>
  [...mounted.page.querySelectorAll('[data-testid="incident"]')].map((row) => row.getAttribute('aria-current'))

async function press(target: HTMLElement, key: string): Promise<boolean> {
  let isLeft = true
  await act(async () => {
    isLeft = target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  })
  return isLeft
}

it('has the keys at once, moves with them within the list and opens with enter', async () => {
  show(null)
  expect(document.activeElement).toBe(list())
  expect(selected()).toEqual(['true', 'false', 'false'])
  for (const key of ['j', 'ArrowDown', 'j', 'k']) expect(await press(list(), key), key).toBe(false)
  expect(selected()).toEqual(['false', 'true', 'false'])
  expect(await press(list(), 'Enter')).toBe(false)
  expect(request.mock.calls).toEqual([['record.open', { firstSeq: 640 }]])
  expect(viewStore.getState().overlay).toBe('none')
})

it('leaves enter to a button that has the focus, and still moves', async () => {
  show(null)
  const open = mounted.page.querySelectorAll<HTMLElement>('[data-testid="incident"] button')[2] ?? expect.fail('no row')
  expect(await press(open, 'Enter')).toBe(true)
  expect(await press(open, 'j')).toBe(false)
  expect(request).not.toHaveBeenCalled()
  expect(selected()).toEqual(['false', 'true', 'false'])
})

it('reads a record beside an open environment, and comes back to the list with its keys', async () => {
  request.mockResolvedValueOnce({ ok: true, value: { markdown: '# Incident report: shop/checkout' } })
  show(shell.environment)
  await press(list(), 'Enter')
  expect(request.mock.calls).toEqual([['incidents.report', { firstSeq: 812 }]])
  expect(mounted.find('report-markdown').textContent).toBe('# Incident report: shop/checkout')
  await act(async () => mounted.page.querySelector<HTMLElement>('dialog header button')?.click())
  expect(viewStore.getState().overlay).toBe('incidents')
  expect(document.activeElement).toBe(list())
})

it('keeps its keys when the environment is closed from it', async () => {
  show(shell.environment)
  act(() => mounted.page.querySelector<HTMLElement>('[data-focus="dialog"]')?.focus())
  act(() => setFeeds({ shell: { ...shell, environment: null }, profile }))
  expect(document.activeElement).toBe(list())
  expect(await press(list(), 'j')).toBe(false)
  expect(selected()).toEqual(['false', 'true', 'false'])
})
