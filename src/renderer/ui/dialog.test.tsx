import { act } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { failed, failureOf, ok } from '../../contract/failure.ts'
import { mount, setFeeds, type, type Mounted } from '../fixtures/mount.ts'
import { states } from '../fixtures/states.ts'
import { App } from '../panes/shell/app.tsx'
import { ask } from '../stores/ask.ts'
import { setView, viewStore } from '../stores/view.ts'

const full = failed(failureOf('internal', 'The journal took no entry: the disk is full.'))
const request = vi.fn((_name: string, _input: unknown): Promise<unknown> => Promise.resolve(full))
let mounted: Mounted

beforeEach(() => {
  request.mockReset().mockResolvedValue(full)
  window.backout = { request, subscribe: () => () => undefined }
})

afterEach(() => mounted.unmount())

function show(state: string): void {
  setFeeds(states[state] ?? expect.fail(`no state ${state}`))
  mounted = mount(<App />)
}

const dialogs = () => [...mounted.page.querySelectorAll('dialog')]
const alerts = (within: Element) => [...within.querySelectorAll('[data-testid="failure"][role="alert"]')]
const bar = () => mounted.page.querySelector('[data-testid="failure-bar"]')

async function press(within: Element, name: string): Promise<void> {
  const button = [...within.querySelectorAll('button')].find((each) => each.textContent?.startsWith(name))
  if (button === undefined) expect.fail(`no button is called ${name}`)
  await act(async () => button.click())
}

it('says in the note dialog what kept the note from being recorded, once, and keeps the note', async () => {
  show('console')
  act(() => setView({ note: 'undo' }))
  const [dialog = expect.fail('no dialog is open')] = dialogs()
  const field = dialog.querySelector('textarea') ?? expect.fail('no field')
  type(field, 'support has 14 tickets')
  await press(dialog, 'Record the note')
  expect(alerts(dialog).map((each) => each.textContent)).toEqual([expect.stringContaining('the disk is full')])
  expect(bar()).toBeNull()
  expect(field.value).toBe('support has 14 tickets')
  await press(dialog, 'Dismiss')
  expect(alerts(mounted.page)).toEqual([])
})

it('says it in the topmost of two dialogs, and leaves it in sight when that one is closed', async () => {
  show('console')
  act(() => setView({ overlay: 'connections' }))
  await press(mounted.page, 'Paste or choose another')
  const [connections = expect.fail('no connections'), paste = expect.fail('nothing to paste into')] = dialogs()
  type(paste.querySelector('textarea') ?? expect.fail('no field'), 'not a kubeconfig')
  await press(paste, 'Import what I pasted')
  expect(alerts(paste)).toHaveLength(1)
  expect(alerts(mounted.page)).toHaveLength(1)
  await press(paste, 'Close')
  expect(dialogs()).toEqual([connections])
  expect(alerts(connections)).toHaveLength(1)
  await press(connections, 'Close')
  expect(alerts(bar() ?? expect.fail('the failure is not said'))).toHaveLength(1)
})

it('takes it away when the next request of the dialog is accepted', async () => {
  show('console')
  act(() => setView({ note: 'undo' }))
  const [dialog = expect.fail('no dialog is open')] = dialogs()
  type(dialog.querySelector('textarea') ?? expect.fail('no field'), 'again')
  await press(dialog, 'Record the note')
  expect(alerts(dialog)).toHaveLength(1)
  request.mockResolvedValue(ok(null))
  await press(dialog, 'Record the note')
  expect(dialogs()).toEqual([])
  expect(bar()).toBeNull()
})

it('does not repeat in a dialog what failed before it was opened', async () => {
  show('console')
  await act(async () => void (await ask('report.save', {})))
  act(() => setView({ overlay: 'keys' }))
  const [dialog = expect.fail('no dialog is open')] = dialogs()
  expect(alerts(dialog)).toEqual([])
  expect(alerts(bar() ?? expect.fail('the failure is not said'))).toHaveLength(1)
  expect(viewStore.getState().dialogs).toHaveLength(1)
})
