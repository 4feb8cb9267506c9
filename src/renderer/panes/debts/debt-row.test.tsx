import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { act } from 'react'
import { ok } from '../../../contract/failure.ts'
import { mount, type Mounted } from '../../fixtures/mount.ts'
import { DebtRow } from './debt-row.tsx'

const request = vi.fn((_name: string, _input: unknown): Promise<unknown> => Promise.resolve(ok(null)))
const debt = { id: 'd', text: 'Resume the Canary', command: '', openedAt: null }
let mounted: Mounted

beforeEach(() => {
  request.mockClear()
  window.backout = { request, subscribe: () => () => undefined }
  mounted = mount(
    <ul>
      <DebtRow debt={debt as unknown as Parameters<typeof DebtRow>[0]['debt']} />
    </ul>
  )
})

afterEach(() => mounted.unmount())

it.each([
  ['It is settled', 'Say first in the note what was done.', 0],
  ['Hand it over', 'Say first to whom it is handed over.', 1]
])('says what is missing for "%s", and goes to its field', (name, text, field) => {
  const button = [...mounted.page.querySelectorAll('button')].find(({ textContent }) => textContent === name)
  act(() => button?.click())
  expect(mounted.page.querySelector('[role="alert"]')?.textContent).toBe(text)
  expect(document.activeElement).toBe(mounted.page.querySelectorAll('input')[field])
  expect(request).not.toHaveBeenCalled()
})
