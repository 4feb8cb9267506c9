import { act } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { requests, type FoundProfile, type RequestName } from '../../../contract/index.ts'
import { accounts, azureTarget, codeWaits, wantedPerson } from '../../fixtures/azure.ts'
import { mount, type, type Mounted } from '../../fixtures/mount.ts'
import { drillShell, environment, shell } from '../../fixtures/shell.ts'
import { AzurePanel } from './azure-panel.tsx'
import { AzureWaits } from './azure-waits.tsx'

const request = vi.fn((_name: string, _input: unknown) => Promise.resolve({ ok: true, value: null as unknown }))
let mounted: Mounted

beforeEach(() => {
  request.mockClear()
  window.backout = { request, subscribe: () => () => undefined }
})

afterEach(() => mounted.unmount())

function labelled<T extends HTMLElement>(label: string, selector: 'input' | 'select'): T {
  const labels = [...mounted.page.querySelectorAll('label')]
  const field = labels.find(({ textContent }) => textContent.trim().startsWith(label))?.querySelector<T>(selector)
  return field ?? expect.fail(`no field ${label}`)
}

function choose(label: string, value: string): void {
  const select = labelled<HTMLSelectElement>(label, 'select')
  act(() => {
    select.value = value
    select.dispatchEvent(new Event('change', { bubbles: true }))
  })
}

const button = (text: string): HTMLButtonElement =>
  [...mounted.page.querySelectorAll('button')].find(({ textContent }) => textContent.trim() === text) ??
  expect.fail(`no button ${text}`)

/** What was asked last, as main would take it. */
async function asked<N extends RequestName>(name: N): Promise<unknown> {
  await vi.waitFor(() => expect(request).toHaveBeenCalledTimes(1))
  const [told, input] = request.mock.calls[0] ?? []
  expect(told).toBe(name)
  return requests[name].parse(input)
}

it('signs a person in of whichever tenant, through the application that every tenant knows', async () => {
  mounted = mount(<AzurePanel shell={shell} />)
  act(() => button('Sign in').click())
  expect(await asked('azure.add')).toEqual({ way: 'browser', cloud: 'public', tenant: 'organizations' })
})

it('sends a secret once, and does not keep it on the page', async () => {
  mounted = mount(<AzurePanel shell={shell} />)
  choose('Sign in', 'secret')
  choose('Cloud', 'china')
  expect(button('Sign in').disabled).toBe(true)
  type(labelled('Tenant', 'input'), wantedPerson.tenant)
  type(labelled('Application id', 'input'), wantedPerson.client)
  type(labelled('Its secret', 'input'), 'kept apart')
  expect(labelled<HTMLInputElement>('Its secret', 'input').type).toBe('password')
  act(() => button('Sign in').click())
  const { tenant, client } = wantedPerson
  expect(await asked('azure.add')).toEqual({ way: 'secret', cloud: 'china', tenant, client, secret: 'kept apart' })
  expect(labelled<HTMLInputElement>('Its secret', 'input').value).toBe('')
})

it('shows who is signed in, why somebody is not, and which one looks after the environment', () => {
  mounted = mount(
    <AzurePanel shell={{ ...shell, azureAccounts: accounts, environment: { ...environment, azure: azureTarget } }} />
  )
  expect(mounted.page.querySelector('summary')?.textContent).toBe(
    'Azure: profile tm-shop, looked after by mira@shop.example'
  )
  expect(mounted.find('azure-accounts').textContent).toContain('secret has ended (AADSTS7000222)')
  expect(mounted.find('azure-accounts').textContent).toContain('kept in memory only')
  expect(button('Use this').disabled).toBe(true)
})

it('has the code under one key, and hides the form meanwhile', () => {
  mounted = mount(<AzurePanel shell={{ ...shell, azureSignIn: codeWaits }} />)
  expect(document.activeElement?.textContent).toBe('Copy the code')
  expect(mounted.find('azure-sign-in').textContent).toContain('FXJ49QWTC')
  expect(mounted.find('azure-form').closest('[hidden]')).not.toBeNull()
})

it('is not there in a drill without an Azure, and has only the cloud of one that has', () => {
  mounted = mount(<AzurePanel shell={{ ...drillShell, azureAccounts: accounts }} />)
  expect(mounted.page.textContent).toBe('')
})

it('says over the panes that a person is wanted, until they sign in', async () => {
  const open = { ...shell, azureAccounts: [wantedPerson], environment: { ...environment, azure: azureTarget } }
  mounted = mount(<AzureWaits shell={open} isShown={false} />)
  expect(mounted.find('azure-waits').textContent).toContain('mira@shop.example has to sign in.')
  act(() => button('Sign in again').click())
  expect(await asked('azure.signIn')).toEqual({ accountId: 'account-1' })
})

it('finds a profile by a host name, shows it, and keeps its id only when that is pressed', async () => {
  const found: FoundProfile = {
    id: azureTarget.profile,
    profile: 'tm-shop',
    group: 'rg-shop-prd',
    subscription: 'Shop (7c1e5a90-4b2d-4f6e-9a38-d215f0b6c3e4)',
    how: 'www.shop.example leads to shop.trafficmanager.net, which is its own name',
    front: 'www.shop.example'
  }
  request.mockResolvedValueOnce({ ok: true, value: found })
  mounted = mount(<AzurePanel shell={{ ...shell, azureAccounts: accounts, environment }} />)
  const field = labelled<HTMLInputElement>('Traffic Manager profile', 'input')
  type(field, ' www.shop.example')
  act(() => button('Find it').click())
  const accountId = accounts.at(-1)?.id
  expect(await asked('azure.findProfile')).toEqual({ accountId, text: 'www.shop.example' })
  await vi.waitFor(() => expect(mounted.find('azure-found').textContent).toContain('group rg-shop-prd'))
  expect(mounted.find('azure-found').textContent).toMatch(/subscription Shop .* leads to shop\.trafficmanager\.net/)
  request.mockClear()
  act(() => button('Use this').click())
  const target = { accountId, profile: azureTarget.profile, names: ['www.shop.example'] }
  expect(await asked('environment.setAzure')).toEqual({ target })
  type(field, 'tm-other')
  expect(mounted.page.querySelector('[data-testid="azure-found"]')).toBeNull()
  expect(button('Find it').disabled).toBe(false)
})
