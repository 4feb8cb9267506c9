import { act } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { failureOf, type ConnectionView, type Failure } from '../../../contract/index.ts'
import { mount, setFeeds, type Mounted } from '../../fixtures/mount.ts'
import { shell } from '../../fixtures/shell.ts'
import { Reconnect } from './reconnect.tsx'

const [stored = expect.fail('no connection')] = shell.connections
const [context = expect.fail('no context')] = stored.contexts
const known = { name: 'production', kind: 'production', namespace: 'shop' } as const
const way = { connectionId: stored.id, context: context.name, server: context.server }
const connection = { ...stored, contexts: [{ ...context, known }] } as ConnectionView
const service = { namespace: 'shop', name: 'checkout' }

let mounted: Mounted
let refusal: Failure | null
const request = vi.fn(async (name: string, _input: unknown) =>
  name === 'connection.test' && refusal ? { ok: false, failure: refusal } : { ok: true, value: {} }
)
const asked = () => request.mock.calls.map(([name]) => name)
const settle = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms))

beforeEach(() => {
  vi.useFakeTimers()
  request.mockClear()
  refusal = failureOf('unreachable', 'No answer from prd-west.', { retryable: true })
  window.backout = { request, subscribe: () => () => undefined }
  setFeeds({ shell })
})
afterEach(() => {
  mounted.unmount()
  vi.useRealTimers()
})

async function show(connections: readonly ConnectionView[]): Promise<void> {
  mounted = mount(<Reconnect to={way} service={service} shell={{ connections, busy: null }} />)
  await settle(0)
}

it('tries by itself with longer pauses, says when, and goes on with the service once it answers', async () => {
  await show([connection])
  expect(asked()).toEqual(['connection.test'])
  await settle(500)
  expect(mounted.page.textContent).toContain('No answer from prd-west. Next try in 5 s.')
  await settle(4_500)
  expect(asked()).toHaveLength(2)
  await settle(500)
  expect(mounted.page.textContent).toContain('Next try in 10 s.')
  refusal = null
  await settle(9_500)
  expect(asked()).toEqual(['connection.test', 'connection.test', 'connection.test', 'environment.open', 'service.open'])
  expect(request.mock.calls.at(-1)?.[1]).toEqual({ ref: service })
})

it('does not go on by itself where waiting mends nothing, and tries when asked to', async () => {
  refusal = failureOf('unauthorized', 'The token is not known any more.')
  await show([connection])
  expect(mounted.page.textContent).toContain('It is not tried again by itself.')
  await settle(300_000)
  expect(asked()).toEqual(['connection.test'])
  refusal = null
  act(() => mounted.page.querySelector('button')?.click())
  await settle(0)
  expect(asked().at(-1)).toBe('service.open')
})

it('is not there where no credentials are stored, or nobody has opened it before', async () => {
  await show([{ ...stored, contexts: [] }])
  expect(mounted.page.textContent).toBe('')
  expect(asked()).toEqual([])
})
