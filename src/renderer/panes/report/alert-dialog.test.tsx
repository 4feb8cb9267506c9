import { act } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ok } from '../../../contract/failure.ts'
import { mount, setFeeds, type, type Mounted } from '../../fixtures/mount.ts'
import { states } from '../../fixtures/states.ts'
import { nowAt } from '../../fixtures/times.ts'
import { setView, viewStore } from '../../stores/view.ts'
import { AlertDialog } from './alert-dialog.tsx'

const request = vi.fn((_name: string, _input: unknown): Promise<unknown> => Promise.resolve(ok(null)))
let mounted: Mounted

beforeEach(() => {
  request.mockClear()
  window.backout = { request, subscribe: () => () => undefined }
  const { shell } = states['console'] ?? expect.fail('no state console')
  setFeeds({
    shell: { ...shell, clock: { ...shell.clock, simulatedAt: nowAt, realAt: new Date().toISOString(), speed: 1 } }
  })
  mounted = mount(<AlertDialog />)
  act(() => setView({ overlay: 'alert' }))
})

afterEach(() => mounted.unmount())

async function say(text: string): Promise<void> {
  type(mounted.find('alert-time'), text)
  await act(async () =>
    mounted.page.querySelector('form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))
  )
}

it('records a time of day as the moment that is meant, and says which that was', async () => {
  await say('02:05')
  expect(request.mock.calls).toEqual([['report.set', { field: 'alertedAt', value: '2026-03-14T02:05:00.000Z' }]])
  expect(viewStore.getState()).toMatchObject({ overlay: 'none', said: 'Recorded: the alert went off at 02:05:00 UTC' })
})

it('records nothing that it does not understand, and nothing that is still to come', async () => {
  await say('just now')
  await say('2026-03-14T05:00Z')
  expect(mounted.page.textContent).toContain('That is still to come.')
  expect(request).not.toHaveBeenCalled()
})
