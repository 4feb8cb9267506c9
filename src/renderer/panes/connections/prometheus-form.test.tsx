import { act } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { AzureAccountView, PrometheusTarget } from '../../../contract/index.ts'
import { requests } from '../../../contract/index.ts'
import { mount, type, type Mounted } from '../../fixtures/mount.ts'
import { PrometheusForm } from './prometheus-form.tsx'

const request = vi.fn((_name: string, _input: unknown) => Promise.resolve({ ok: true, value: null }))
let mounted: Mounted

beforeEach(() => {
  request.mockClear()
  window.backout = { request, subscribe: () => () => undefined }
})

afterEach(() => mounted.unmount())

const found: PrometheusTarget = {
  namespace: 'monitoring',
  service: 'vmselect',
  port: '8481',
  scheme: 'http',
  foundBy: 'labels'
}

function fieldOf(label: string): HTMLInputElement {
  const labels = [...mounted.page.querySelectorAll('label')]
  const input = labels.find(({ textContent }) => textContent.trim().startsWith(label))?.querySelector('input')
  return input ?? expect.fail(`no field ${label}`)
}

async function submit(): Promise<unknown> {
  act(() => mounted.page.querySelector<HTMLButtonElement>('button[type="submit"]')?.click())
  await vi.waitFor(() => expect(request).toHaveBeenCalledTimes(1))
  const [name, input] = request.mock.calls[0] ?? []
  expect(name).toBe('environment.setPrometheus')
  return requests['environment.setPrometheus'].parse(input).target
}

it('sends no path and no cluster where none was given', async () => {
  mounted = mount(<PrometheusForm target={found} />)
  expect(await submit()).toEqual({ namespace: 'monitoring', service: 'vmselect', port: '8481', scheme: 'http' })
})

it.each(['/select/0/prometheus', 'select/0/prometheus/', ' /select/0/prometheus '])(
  'takes the path %j below which it is served, and what this cluster is called',
  async (path) => {
    mounted = mount(<PrometheusForm target={found} />)
    type(fieldOf('Path'), path)
    type(fieldOf('Cluster'), 'east ')
    expect(await submit()).toMatchObject({ path: '/select/0/prometheus', cluster: 'east' })
  }
)

it('shows the path that is in use', () => {
  mounted = mount(<PrometheusForm target={{ ...found, path: '/prometheus', foundBy: 'operator' }} />)
  expect(mounted.page.textContent).toContain('monitoring/vmselect/prometheus, set by you')
  expect(fieldOf('Path').value).toBe('/prometheus')
})

it('says how it is reached and why, and takes the other way by one button', async () => {
  const because = 'services/proxy may not be used'
  mounted = mount(<PrometheusForm target={{ ...found, through: 'portForward', because }} />)
  expect(mounted.page.textContent).toContain(
    'found by its labels, by a port-forward, because services/proxy may not be used'
  )
  expect(await submit()).toMatchObject({ service: 'vmselect', through: 'portForward' })
  expect(mounted.page.textContent).toContain('Use the service proxy m')
})

it('says that none has the metrics of the mesh', () => {
  mounted = mount(<PrometheusForm target={undefined} />)
  expect(mounted.page.textContent).toContain('none that counts requests found')
})

const account = (id: string, who: string): AzureAccountView => ({
  id,
  way: 'browser',
  cloud: 'public',
  tenant: 'contoso',
  client: 'app',
  who,
  stored: 'keychain',
  expiresAt: null,
  failure: null,
  wantsPerson: false
})

it('reads a Prometheus of Azure Monitor as somebody who is signed in, and says as whom', async () => {
  const url = 'https://shop-a1b2.westeurope.prometheus.monitor.azure.com'
  const target = { url, signIn: 'azure', account: 'second', foundBy: 'operator' } as const
  const accounts = [account('first', 'ann@example.com'), account('second', 'ben@example.com')]
  mounted = mount(<PrometheusForm target={target} accounts={accounts} />)
  expect(mounted.page.textContent).toContain('at its own address, as ben@example.com, tenant contoso, Azure')
  expect(await submit()).toEqual({ url, signIn: 'azure', account: 'second' })
})

it('cannot read one of Azure Monitor while nobody is signed in', () => {
  const url = 'https://shop-a1b2.westeurope.prometheus.monitor.azure.com'
  mounted = mount(<PrometheusForm target={{ url, signIn: 'azure', account: 'gone', foundBy: 'operator' }} />)
  expect(mounted.page.textContent).toContain('as somebody who is signed out')
  expect(mounted.page.textContent).toContain('Nobody is signed in to Azure')
  expect(mounted.page.querySelector<HTMLButtonElement>('button[type="submit"]')?.disabled).toBe(true)
})
