import { act } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { AzureTarget } from '../../../contract/index.ts'
import { requests } from '../../../contract/index.ts'
import { mount, type, type Mounted } from '../../fixtures/mount.ts'
import { AzureForm } from './azure-form.tsx'

const request = vi.fn((_name: string, _input: unknown) => Promise.resolve({ ok: true, value: null }))
let mounted: Mounted

beforeEach(() => {
  request.mockClear()
  window.backout = { request, subscribe: () => () => undefined }
})

afterEach(() => mounted.unmount())

const known: AzureTarget = {
  cloud: 'china',
  tenant: '0f2b6c1d-3a4e-4c5f-8b7a-9d0e1f2a3b4c',
  client: '11111111-2222-3333-4444-555555555555',
  profile: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/trafficManagerProfiles/tm-shop'
}

function fieldOf(label: string): HTMLInputElement {
  const labels = [...mounted.page.querySelectorAll('label')]
  const input = labels.find(({ textContent }) => textContent.trim().startsWith(label))?.querySelector('input')
  return input ?? expect.fail(`no field ${label}`)
}

const submit = () => mounted.page.querySelector<HTMLButtonElement>('button[type="submit"]')

async function sent(): Promise<unknown> {
  act(() => submit()?.click())
  await vi.waitFor(() => expect(request).toHaveBeenCalledTimes(1))
  const [name, input] = request.mock.calls[0] ?? []
  expect(name).toBe('environment.setAzure')
  return requests['environment.setAzure'].parse(input).target
}

it('keeps the secret that is stored for the same application', async () => {
  mounted = mount(<AzureForm target={known} />)
  expect(await sent()).toEqual(known)
})

it('sends a secret once, and does not keep it on the page', async () => {
  mounted = mount(<AzureForm target={known} />)
  type(fieldOf('Another secret'), 'kept apart')
  expect(fieldOf('Another secret').type).toBe('password')
  expect(await sent()).toEqual({ ...known, secret: 'kept apart' })
  expect(fieldOf('Another secret').value).toBe('')
})

it('asks for the secret of another application', () => {
  mounted = mount(<AzureForm target={known} />)
  type(fieldOf('Application'), known.tenant)
  expect(fieldOf('Its secret').value).toBe('')
  expect(submit()?.disabled).toBe(true)
})
