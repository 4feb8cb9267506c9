import { act } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { failed, failureOf, ok, type Result } from '../../../contract/failure.ts'
import { mount, setFeeds, type, type Mounted } from '../../fixtures/mount.ts'
import { states } from '../../fixtures/states.ts'
import { forgetService, viewStore } from '../../stores/view.ts'
import { ReportFieldInput } from './report-field-input.tsx'

const failure = failureOf('internal', 'The journal took no entry: the disk is full.')
const request = vi.fn((_name: string, _input: unknown): Promise<unknown> => Promise.resolve(ok(null)))
let mounted: Mounted

beforeEach(() => {
  request.mockReset().mockResolvedValue(ok(null))
  window.backout = { request, subscribe: () => () => undefined }
  setFeeds(states['console'] ?? expect.fail('no state console'))
  mounted = mount(<ReportFieldInput field="rootCause" title="Root cause" value={{ value: '', source: 'empty' }} />)
})

afterEach(() => mounted.unmount())

const field = () => mounted.find('report-rootCause') as HTMLTextAreaElement

async function leave(): Promise<void> {
  await act(async () => void field().dispatchEvent(new FocusEvent('focusout', { bubbles: true })))
}

it('keeps what was typed when the journal does not take it, and sends it again', async () => {
  request.mockResolvedValue(failed(failure))
  type(field(), 'a limit of 50 carts')
  await leave()
  expect(viewStore.getState().failure).toEqual(failure)
  expect(field().value).toBe('a limit of 50 carts')
  await leave()
  expect(request.mock.calls).toEqual(
    Array(2).fill(['report.set', { field: 'rootCause', value: 'a limit of 50 carts' }])
  )
})

it('has it still after another tab was shown, and not in the report of another service', async () => {
  request.mockResolvedValue(failed(failure))
  type(field(), 'a limit of 50 carts')
  await leave()
  const empty = { value: '', source: 'empty' } as const
  mounted.again(null)
  mounted.again(<ReportFieldInput field="rootCause" title="Root cause" value={empty} />)
  expect(field().value).toBe('a limit of 50 carts')
  act(() => forgetService())
  expect(field().value).toBe('')
})

it('shows the report again once it was taken', async () => {
  type(field(), 'a limit of 50 carts')
  await leave()
  mounted.again(
    <ReportFieldInput field="rootCause" title="Root cause" value={{ value: 'as main has it', source: 'operator' }} />
  )
  expect(field().value).toBe('as main has it')
})

it('keeps what was typed while the answer was on its way', async () => {
  let answer: (result: Result<null>) => void = () => undefined
  request.mockReturnValue(new Promise((resolve) => (answer = resolve)))
  type(field(), 'a limit')
  await leave()
  type(field(), 'a limit of 50')
  await act(async () => answer(ok(null)))
  expect(field().value).toBe('a limit of 50')
})
