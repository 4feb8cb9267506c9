import { act } from 'react'
import { afterEach, expect, it, vi } from 'vitest'
import { ok } from '../../../contract/failure.ts'
import { connections } from '../../fixtures/connections.ts'
import { mount, setFeeds, type Mounted } from '../../fixtures/mount.ts'
import { shell } from '../../fixtures/shell.ts'
import { ContextForm } from './context-form.tsx'

let mounted: Mounted

afterEach(() => mounted.unmount())

function form(kindUnset: boolean): HTMLElement {
  const [connection] = connections
  const [context] = connection?.contexts ?? []
  if (!connection || !context) return expect.fail('the example has a context')
  setFeeds({ shell })
  const known = { name: 'prod', kind: 'production' as const, namespace: '', ...(kindUnset ? { kindUnset } : {}) }
  const usable = { ...context, risky: [], known }
  mounted = mount(
    <ContextForm connection={connection} context={usable} environment={null} onOpened={() => undefined} isFirst />
  )
  return mounted.page
}

it('shows as set what was said, and not what only counts as production', async () => {
  const kind = (page: HTMLElement) => page.querySelector('select')?.value
  expect(kind(form(false))).toBe('production')
  mounted.unmount()
  const request = vi.fn((_name: string, _input: unknown): Promise<unknown> => Promise.resolve(ok(null)))
  window.backout = { request, subscribe: () => () => undefined }
  const page = form(true)
  expect(kind(page)).toBe('unset')
  await act(async () => page.querySelector('form')?.requestSubmit())
  const [, input] = request.mock.calls.find(([name]) => name === 'environment.open') ?? expect.fail('nothing opened')
  expect(input).not.toHaveProperty('kind')
})
