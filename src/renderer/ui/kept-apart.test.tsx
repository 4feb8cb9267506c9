import { act } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { mount, setFeeds, type Mounted } from '../fixtures/mount.ts'
import { states } from '../fixtures/states.ts'
import { App } from '../panes/shell/app.tsx'
import { Dialog } from './dialog.tsx'
import { KeptApart } from './kept-apart.tsx'

let mounted: Mounted | undefined
// React tells the console of what is caught.
beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => undefined))
afterEach(() => {
  mounted?.unmount()
  mounted = undefined
  vi.restoreAllMocks()
})

it('costs itself alone, and is drawn again when that is asked for', () => {
  let isBroken = true
  const Broken = () => {
    if (isBroken) throw new RangeError('Invalid time value')
    return <p>drawn</p>
  }
  mounted = mount(
    <>
      <KeptApart name="The checklist" area="run">
        <Broken />
      </KeptApart>
      <button type="button">Cancel</button>
    </>
  )
  expect(mounted.find('apart').textContent).toContain('The checklist cannot be shown.')
  expect(mounted.find('apart').textContent).toContain('Invalid time value')
  expect(mounted.page.textContent).toContain('Cancel')
  isBroken = false
  act(() => mounted?.find('apart').querySelector('button')?.click())
  expect(mounted.page.textContent).toContain('drawn')
})

it('leaves a dialog that can be closed', () => {
  const Broken = () => {
    throw new Error('broken')
  }
  const onClose = vi.fn()
  mounted = mount(
    <Dialog title="Evidence" onClose={onClose}>
      <Broken />
    </Dialog>
  )
  expect(mounted.find('apart').textContent).toContain('What is in this dialog cannot be shown.')
  act(() => mounted?.page.querySelector<HTMLButtonElement>('header button')?.click())
  expect(onClose).toHaveBeenCalledOnce()
})

it('leaves the rest of the console where one feed of it cannot be drawn', () => {
  const state = states['console'] ?? expect.fail('no state console')
  // Nothing that main would send.
  setFeeds({ ...state, checklist: { tasks: 1 } as never })
  mounted = mount(<App />)
  expect(mounted.find('apart').textContent).toContain('The checklist cannot be shown.')
  expect(mounted.find('band').textContent).toContain('PRODUCTION')
})
