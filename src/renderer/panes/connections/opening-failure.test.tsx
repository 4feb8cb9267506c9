import { act } from 'react'
import { afterEach, expect, it, vi } from 'vitest'
import { failureOf } from '../../../contract/failure.ts'
import { connections } from '../../fixtures/connections.ts'
import { mount, type Mounted } from '../../fixtures/mount.ts'
import { OpeningFailure } from './opening-failure.tsx'

const request = vi.fn((_name: string, _input: unknown) => Promise.resolve({ ok: true, value: null }))
let mounted: Mounted

afterEach(() => mounted.unmount())

const known = connections.map((connection) => ({
  ...connection,
  contexts: connection.contexts.map((context, index) =>
    index === 1 ? { ...context, known: { name: 'staging', kind: 'staging' as const, namespace: 'shop' } } : context
  )
}))
const failure = failureOf('unreachable', 'nothing listens there', { address: { environment: 'staging' } })

it('names what could not be opened, and opens it again as it was', async () => {
  window.backout = { request, subscribe: () => () => undefined }
  mounted = mount(<OpeningFailure failure={failure} connections={known} />)
  expect(mounted.page.textContent).toContain('staging is not open.')
  await act(async () => mounted.page.querySelector('button')?.click())
  const again = { connectionId: 'con-1', context: 'stg-west', name: 'staging', kind: 'staging', namespace: 'shop' }
  expect(request).toHaveBeenCalledWith('environment.open', again)
})

it('offers nothing to try again where nobody knows what it was', () => {
  mounted = mount(<OpeningFailure failure={failure} connections={connections} />)
  expect(mounted.page.querySelector('button')).toBeNull()
  mounted.again(<OpeningFailure failure={failureOf('unreachable', 'nothing listens there')} connections={known} />)
  expect(mounted.page.textContent).toContain('Unreachable.')
})
