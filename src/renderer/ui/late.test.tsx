import { act } from 'react'
import { afterEach, expect, it, vi } from 'vitest'
import { mount, type Mounted } from '../fixtures/mount.ts'
import { late } from './late.tsx'

let mounted: Mounted

afterEach(() => mounted.unmount())

it('shows nothing until it is loaded, and is loaded once however often it is shown', async () => {
  const load = vi.fn(() => Promise.resolve(({ name }: { readonly name: string }) => <p>{name}</p>))
  const Pane = late(load)
  mounted = mount(<Pane name="terminal" />)
  expect(mounted.page.textContent).toBe('')
  await act(async () => undefined)
  expect(mounted.page.textContent).toBe('terminal')
  mounted.unmount()

  mounted = mount(<Pane name="again" />)
  expect(mounted.page.textContent).toBe('again')
  expect(load).toHaveBeenCalledTimes(1)
})
