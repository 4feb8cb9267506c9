import { describe, expect, it } from 'vitest'
import { FailureError } from '../../contract/index.ts'
import { createMemoryStore } from '../secrets/memory.ts'
import { createWorkspace, type ImportedKubeconfig } from './workspace.ts'

const imported: ImportedKubeconfig = {
  label: 'config',
  text: 'apiVersion: v1',
  contexts: [],
  currentContext: 'a',
  notices: []
}

function open(options: { readonly saved?: unknown; readonly livesIn?: () => 'keychain' | 'memory' } = {}) {
  const memory = createMemoryStore('a test')
  const written: unknown[] = []
  const secrets = {
    ...memory,
    where: (name: string) => (memory.where(name) === null ? null : (options.livesIn?.() ?? 'keychain'))
  }
  const workspace = createWorkspace({
    secrets,
    preferences: { read: () => options.saved ?? null, write: (value) => void written.push(structuredClone(value)) },
    now: () => new Date('2026-03-01T00:00:00Z'),
    place: '/a/profile'
  })
  return { workspace, secrets, written, lastWritten: () => written.at(-1) as { connections: unknown[]; last: unknown } }
}

describe('connections', () => {
  it('keep their credentials out of the document', async () => {
    const { workspace, lastWritten } = open()
    const { id } = await workspace.add({ ...imported, text: 'token: hunter2' })
    expect(JSON.stringify(lastWritten())).not.toContain('hunter2')
    expect(await workspace.kubeconfig(id)).toBe('token: hunter2')
  })

  it('are replaced under the same id', async () => {
    const { workspace } = open()
    const { id } = await workspace.add(imported)
    await workspace.add({ ...imported, text: 'newer' }, id)
    expect(workspace.list()).toHaveLength(1)
    expect(await workspace.kubeconfig(id)).toBe('newer')
  })

  it('are not listed by the next run when their credentials end with this one', async () => {
    const { workspace, lastWritten } = open({ livesIn: () => 'memory' })
    const { id } = await workspace.add(imported)
    workspace.saveEnvironment({
      connectionId: id,
      context: 'a',
      name: 'prod',
      kind: 'production',
      namespace: 'x',
      prometheus: null,
      azure: null
    })
    expect(workspace.list()).toMatchObject([{ id, stored: 'memory' }])
    expect(lastWritten()).toMatchObject({ connections: [], last: null })
  })

  it('are listed by the next run once their credentials have reached the keychain', async () => {
    const lives: { in: 'keychain' | 'memory' } = { in: 'memory' }
    const { workspace, lastWritten } = open({ livesIn: () => lives.in })
    const { id } = await workspace.add(imported)
    lives.in = 'keychain'
    workspace.keep()
    expect(lastWritten()).toMatchObject({ connections: [{ id }] })
  })

  it('stay listed while newer credentials of them are on their way to the keychain', async () => {
    const first = open()
    const { id } = await first.workspace.add(imported)
    const { workspace, lastWritten } = open({ saved: first.lastWritten(), livesIn: () => 'memory' })
    await workspace.add({ ...imported, text: 'newer' }, id, true)
    expect(await workspace.kubeconfig(id)).toBe('newer')
    expect(lastWritten()).toMatchObject({ connections: [{ id }] })
    await workspace.forget(id)
    expect(lastWritten()).toMatchObject({ connections: [] })
  })

  it('say which credentials are gone and how to get them back', async () => {
    const { workspace, secrets } = open()
    const { id } = await workspace.add(imported)
    await secrets.forget(`kubeconfig/${id}`)
    await expect(workspace.kubeconfig(id)).rejects.toMatchObject({
      failure: { code: 'missing', remedy: expect.stringContaining('Import') }
    })
  })

  it('are forgotten with everything that was said of them', async () => {
    const { workspace, lastWritten } = open()
    const { id } = await workspace.add(imported)
    workspace.saveEnvironment({
      connectionId: id,
      context: 'a',
      name: 'prod',
      kind: 'production',
      namespace: 'x',
      prometheus: null,
      azure: null
    })
    await workspace.forget(id)
    expect(workspace.list()).toEqual([])
    expect(workspace.last()).toBeNull()
    expect(lastWritten()).toMatchObject({ connections: [], last: null })
    expect(() => workspace.known(id)).toThrow(FailureError)
  })

  it('of a drill live for this run only', () => {
    const { workspace, written } = open()
    const { id } = workspace.addPassing(imported)
    expect(workspace.list()).toMatchObject([{ id, stored: 'memory' }])
    expect(written).toEqual([])
    workspace.dropPassing(id)
    expect(workspace.list()).toEqual([])
  })
})

it.each([
  ['nothing', null],
  ['a string', 'x'],
  ['another shape', { connections: 'none' }]
])('starts empty from a damaged document: %s', (_what, saved) => {
  expect(open({ saved }).workspace.list()).toEqual([])
})

describe('what a page asks to be kept without end', () => {
  it('is the size of 32 panes, the newest', () => {
    const { workspace, lastWritten } = open()
    for (let round = 0; round < 100; round += 1)
      workspace.setDisplay({ panes: Object.fromEntries([...Array(16).keys()].map((at) => [`p${round}-${at}`, at])) })
    expect(Object.keys(workspace.display().panes)).toHaveLength(32)
    expect(workspace.display().panes).toHaveProperty('p99-15')
    expect(JSON.stringify(lastWritten()).length).toBeLessThan(2_000)
  })

  it('is no more than 8 MiB of connections, and those that are there stay', async () => {
    const { workspace, lastWritten } = open()
    const large = { ...imported, notices: ['x'.repeat(3 * 1_048_576)] }
    await workspace.add(large)
    await workspace.add(large)
    await expect(workspace.add(large)).rejects.toThrow('There is no room for another connection.')
    expect(workspace.list()).toHaveLength(2)
    expect(lastWritten().connections).toHaveLength(2)
  })
})

describe('accounts of Azure', () => {
  const account = {
    id: 'one',
    way: 'secret',
    cloud: 'public',
    tenant: '0f2b6c1d-3a4e-4c5f-8b7a-9d0e1f2a3b4c',
    client: '11111111-2222-3333-4444-555555555555',
    who: '11111111-2222-3333-4444-555555555555',
    account: '',
    tokenFile: ''
  } as const
  const profile = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/trafficManagerProfiles/p'

  async function opened() {
    const made = open()
    const { id } = await made.workspace.add(imported)
    const named = { connectionId: id, context: 'a', name: 'prod', kind: 'production', namespace: 'x' } as const
    made.workspace.saveEnvironment({ ...named, prometheus: null, azure: null })
    await made.workspace.keepAzureSecret(account.id, 'kept apart')
    made.workspace.saveAccount(account)
    made.workspace.setAzure(id, 'a', { accountId: account.id, profile })
    return { ...made, id }
  }

  it('keep what they sign in with out of the document, and outlive a connection', async () => {
    const { workspace, written, id } = await opened()
    expect(JSON.stringify(written)).not.toContain('kept apart')
    await workspace.forget(id)
    expect(workspace.azureAccounts()).toEqual([account])
    expect(await workspace.azureSecret(account.id)).toBe('kept apart')
  })

  it('are forgotten with what they sign in with, and by the environments that they looked after', async () => {
    const { workspace, secrets, id } = await opened()
    await workspace.forgetAccount(account.id)
    expect(await secrets.get(`azure/${account.id}`)).toBeNull()
    expect(workspace.environment(id, 'a')?.azure).toBeNull()
    expect(workspace.azureAccounts()).toEqual([])
  })

  it('are read off what earlier versions said with each environment', async () => {
    const { cloud, tenant, client } = account
    const environment = { connectionId: 'c', context: 'a', name: 'prod', kind: 'production', namespace: '' }
    const document = {
      display: { theme: 'dark', panes: {} },
      connections: [],
      environments: [{ ...environment, prometheus: null, azure: { cloud, tenant, client, profile, secretId: 'one' } }],
      approvals: [],
      last: null
    }
    const { workspace } = open({ saved: document })
    expect(workspace.azureAccounts()).toEqual([account])
    // What nobody has sealed has to be said anew.
    expect(workspace.environment('c', 'a')?.azure).toBeNull()
    expect(workspace.isAgreedAccount(account)).toBe(false)
  })
})

describe('a Prometheus at an address of its own', () => {
  const target = { url: 'https://mimir.example.com/prometheus', signIn: 'bearer', tenant: 'shop' } as const

  async function opened() {
    const made = open()
    const { id } = await made.workspace.add(imported)
    const named = { connectionId: id, context: 'a', name: 'prod', kind: 'production', namespace: 'x' } as const
    made.workspace.saveEnvironment({ ...named, prometheus: null, azure: null })
    return { ...made, id }
  }

  it('has its token in the secret store, as long as the address is the same', async () => {
    const { workspace, secrets, written, id } = await opened()
    await expect(workspace.setPrometheus(id, 'a', target)).rejects.toMatchObject({ failure: { code: 'badInput' } })
    const saved = await workspace.setPrometheus(id, 'a', { ...target, secret: 'kept apart' })
    expect(JSON.stringify(written)).not.toContain('kept apart')
    const secretId = saved !== null && 'secretId' in saved ? (saved.secretId ?? '') : ''
    expect(await workspace.prometheusSecret(secretId, target)).toBe('kept apart')
    for (const other of [{ url: 'https://evil.example.com' }, { signIn: 'basic' }, { user: 'somebody' }] as const)
      await expect(workspace.prometheusSecret(secretId, { ...target, ...other })).rejects.toMatchObject({
        failure: { code: 'missing', message: expect.stringContaining('was typed for another address or user') }
      })
    expect(await workspace.setPrometheus(id, 'a', { ...target, tenant: 'other' })).toMatchObject({ secretId })
    const elsewhere = { ...target, url: 'https://evil.example.com' }
    await expect(workspace.setPrometheus(id, 'a', elsewhere)).rejects.toMatchObject({ failure: { code: 'badInput' } })
    expect(workspace.environment(id, 'a')?.prometheus).toMatchObject({ url: target.url, tenant: 'other' })
    await workspace.setPrometheus(id, 'a', null)
    expect(await secrets.get(`prometheus/${secretId}`)).toBeNull()
    await expect(workspace.prometheusSecret(secretId, target)).rejects.toMatchObject({ failure: { code: 'missing' } })
  })

  it('is forgotten with its connection', async () => {
    const { workspace, secrets, id } = await opened()
    const saved = await workspace.setPrometheus(id, 'a', { ...target, secret: 'kept apart' })
    const name = `prometheus/${saved !== null && 'secretId' in saved ? saved.secretId : ''}`
    expect(await secrets.get(name)).toContain('kept apart')
    await workspace.forget(id)
    expect(await secrets.get(name)).toBeNull()
  })
})
