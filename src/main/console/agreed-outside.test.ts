import { describe, expect, it, vi } from 'vitest'
import { connectionsStage } from './testing/connections-stage.ts'

const stage = connectionsStage()

describe('a proxy of the kubeconfig', () => {
  it('is asked about outside the window, and not used before', async () => {
    const proxy = 'http://127.0.0.1:1'
    const text = stage.config('t', { 'proxy-url': proxy.replace('//', '//ann:hunter22@') })
    const { id } = await stage.pasted(text)
    const approval = { connectionId: id, context: 'test', url: proxy }
    const proxyNow = () => stage.shell().connections[0]?.contexts[0]?.proxy
    expect(proxyNow()).toEqual({ url: proxy, approved: false })
    const test = () => stage.backout.request('connection.test', { connectionId: id, context: 'test' })
    expect(await test()).toMatchObject({ ok: false, failure: { code: 'refused' } })

    stage.agrees = false
    expect(await stage.backout.request('connection.approveProxy', approval)).toMatchObject({
      ok: false,
      failure: { code: 'cancelled' }
    })
    expect(proxyNow()).toMatchObject({ approved: false })
    stage.agrees = true
    await stage.ask('connection.approveProxy', approval)
    expect(stage.questions.at(-1)?.detail).toContain(proxy)
    expect(JSON.stringify([stage.questions, stage.saved, stage.feeds.value('record')])).not.toContain('hunter22')
    expect(proxyNow()).toMatchObject({ approved: true })
    expect(await test()).toMatchObject({ ok: false, failure: { code: 'unreachable' } })
  })

  it('that was not shown is not approved', async () => {
    const { id } = await stage.pasted(stage.config('t'))
    const approval = { connectionId: id, context: 'test', url: 'http://evil:1' }
    expect(await stage.backout.request('connection.approveProxy', approval)).toMatchObject({
      ok: false,
      failure: { code: 'conflict' }
    })
    expect(stage.questions).toEqual([])
  })
})

describe('what a window may not do by itself', () => {
  const open = (connectionId: string, kind: 'production' | 'staging' | 'drill') =>
    stage.backout.request('environment.open', { connectionId, context: 'test', name: 'shop-prod', kind })
  const cancelled = { ok: false, failure: { code: 'cancelled' } }
  const pasted = () => stage.pasted(stage.config('a-token'))

  it('is to lower what a cluster counts as; a real one is never a drill', async () => {
    const { id } = await pasted()
    stage.agrees = false
    expect(await open(id, 'staging')).toMatchObject(cancelled)
    expect(stage.shell().environment).toBeNull()
    expect(await open(id, 'drill')).toMatchObject({ ok: false, failure: { code: 'badInput' } })
    stage.agrees = true
    expect(await open(id, 'staging')).toMatchObject({ ok: true })
    const asked = stage.questions.length
    expect(await open(id, 'production')).toMatchObject({ ok: true })
    expect(await open(id, 'staging')).toMatchObject({ ok: true })
    expect(stage.questions.slice(asked).map(({ title }) => title)).toEqual(['Open this cluster as staging?'])
  })

  it('is to have many texts read at once', async () => {
    const both = await Promise.all(
      [1, 2, 3].map(() => stage.backout.request('connection.importText', { text: stage.config('a-token') }))
    )
    expect(both.filter(({ ok }) => ok)).toHaveLength(1)
    expect(both.find(({ ok }) => !ok)).toMatchObject({ failure: { code: 'conflict' } })
    expect(await pasted()).toMatchObject({ contexts: [{ name: 'test' }] })
  })

  it('is to call a cluster otherwise, or as another one is called, or nearly so', async () => {
    const { id } = await stage.openedWith('first-token')
    const called = (connectionId: string, name: string) =>
      stage.backout.request('environment.open', { connectionId, context: 'test', name, kind: 'production' })
    const other = stage.config('other-token', { server: 'https://127.0.0.1:1' })
    const { id: otherId } = await stage.pasted(other)
    stage.agrees = false
    expect(await called(id, 'shop-lab')).toMatchObject(cancelled)
    for (const name of ['shop-prod', 'shop-рrod', 'SHOP-prod'])
      expect(await called(otherId, name), name).toMatchObject(cancelled)
    expect(stage.questions.at(-1)?.detail).toContain(stage.server.url)
    expect(stage.shell().environment).toMatchObject({ connectionId: id, name: 'shop-prod' })
    expect(await called(otherId, 'elsewhere')).toMatchObject({ ok: false, failure: { code: 'unreachable' } })
    stage.agrees = true
    expect(await called(id, 'shop-lab')).toMatchObject({ ok: true })
    expect(stage.shell().environment).toMatchObject({ name: 'shop-lab' })
  })

  it('is to say where the numbers come from', async () => {
    await stage.openedWith('first-token')
    stage.agrees = false
    const target = { namespace: 'evil', service: 'always-green', port: '9090', scheme: 'http', cluster: 'x' } as const
    expect(await stage.backout.request('environment.setPrometheus', { target })).toMatchObject(cancelled)
    expect(stage.questions.at(-1)?.detail).toContain('evil/always-green:9090, cluster x')
    expect(stage.questions.at(-1)?.detail).toContain(stage.server.url)
    const asked = () => stage.server.requests.filter(({ url }) => url.includes('always-green')).length
    expect(asked()).toBe(0)
    expect(await stage.backout.request('environment.setPrometheus', { target: null })).toMatchObject({ ok: true })
    stage.agrees = true
    await stage.ask('environment.setPrometheus', { target })
    await vi.waitFor(() => expect(asked()).toBeGreaterThan(0))
    const said = stage.feeds.value('record').timeline.map(({ text }) => text)
    expect(said).toContainEqual(expect.stringContaining('Agreed to take the numbers of shop-prod from http evil/'))
  })

  it('is to say at which address the numbers are, and what is sent there', async () => {
    await stage.openedWith('first-token')
    const target = {
      url: `${stage.server.url}/evil/api/v1/`,
      signIn: 'bearer',
      secret: 'of-prometheus-4f1d9c'
    } as const
    const asked = () => stage.server.requests.filter(({ url }) => url.startsWith('/evil/'))
    stage.agrees = false
    expect(await stage.backout.request('environment.setPrometheus', { target })).toMatchObject(cancelled)
    expect(stage.questions.at(-1)?.detail).toContain(`${stage.server.url}/evil, with a bearer token`)
    expect(asked()).toEqual([])
    const plain = { ...target, url: stage.server.url.replace('https', 'http') }
    expect(await stage.backout.request('environment.setPrometheus', { target: plain })).toMatchObject({
      failure: { code: 'badInput' }
    })
    stage.agrees = true
    await stage.ask('environment.setPrometheus', { target })
    await vi.waitFor(() => expect(asked().length).toBeGreaterThan(0), 10_000)
    expect(asked()[0]).toMatchObject({ headers: { authorization: 'Bearer of-prometheus-4f1d9c' } })
    stage.agrees = false
    expect(await stage.backout.request('environment.setPrometheus', { target: null })).toMatchObject(cancelled)
    expect(stage.questions.at(-1)?.detail).toContain('Its token or password is removed')
    expect(JSON.stringify([stage.feeds.value('record'), stage.saved])).not.toContain('of-prometheus-4f1d9c')
  })

  it('is to say what leads users here, and who looks after it', async () => {
    await stage.openedWith('first-token')
    const tenant = '11111111-2222-3333-4444-555555555555'
    const mira = {
      way: 'cli',
      cloud: 'public',
      tenant,
      client: '',
      who: 'mira@example.com',
      account: '',
      tokenFile: ''
    }
    await stage.backout.close()
    stage.saved = { ...(stage.saved as object), azureAccounts: [{ ...mira, id: 'mira' }] }
    stage.begin()
    stage.agrees = true
    await stage.openedWith('first-token')
    const profile =
      '/subscriptions/evil/resourceGroups/rg/providers/Microsoft.Network/trafficManagerProfiles/always-failed'
    const target = { accountId: 'mira', profile }
    stage.agrees = false
    expect(await stage.backout.request('environment.setAzure', { target })).toMatchObject(cancelled)
    expect(stage.questions.at(-1)?.detail).toContain(`${profile}, looked after by mira@example.com, tenant ${tenant}`)
    expect(stage.questions.at(-1)?.detail).toContain(stage.server.url)
    expect(stage.shell().environment?.azure).toBeUndefined()
    stage.agrees = true
    await stage.ask('environment.setAzure', { target })
    stage.agrees = false
    const other = { ...target, profile: `${profile}-2` }
    expect(await stage.backout.request('environment.setAzure', { target: other })).toMatchObject(cancelled)
    expect(await stage.backout.request('environment.setAzure', { target: null })).toMatchObject(cancelled)
    expect(stage.shell().environment?.azure?.profile).toBe(profile)
    const said = () => stage.feeds.value('record').timeline.map(({ text }) => text)
    await vi.waitFor(() => expect(said()).toContainEqual(expect.stringContaining('leads users to')))
    const workspace = 'https://shop-a1b2.westeurope.prometheus.monitor.azure.com'
    const measure = async (url: string, account = 'mira') => {
      const read = { url, signIn: 'azure', account } as const
      expect(await stage.backout.request('environment.setPrometheus', { target: read })).toMatchObject(cancelled)
      return stage.questions.at(-1)?.detail ?? ''
    }
    const asked = await measure(workspace)
    expect(asked).toContain(`${workspace}, with tokens of Azure, as mira@example.com of tenant ${tenant}`)
    expect(asked).not.toContain('no address of Azure Monitor')
    expect(await measure('https://collects.example')).toContain(
      'collects.example is no address of Azure Monitor, and gets'
    )
    expect(await measure(`${workspace}.evil.example`)).toContain('is no address of Azure Monitor')
  })

  it('is to replace or forget credentials', async () => {
    const { id } = await stage.openedWith('first-token')
    stage.agrees = false
    const text = stage.config('second-token')
    expect(await stage.backout.request('connection.importText', { replaces: id, text })).toMatchObject(cancelled)
    expect(await stage.backout.request('connection.forget', { connectionId: id })).toMatchObject(cancelled)
    expect(stage.shell().connections).toMatchObject([{ id }])
    await stage.ask('environment.close', {})
    await open(id, 'production')
    expect(stage.tokensSent()).not.toContain('second-token')
  })

  it('is to keep a name and a kind that were said of another server', async () => {
    const { id } = await stage.openedWith('first-token')
    const text = stage.config('second-token').replace(stage.server.url, 'https://127.0.0.1:1')
    await stage.ask('connection.importText', { replaces: id, text })
    expect(stage.shell().connections[0]?.contexts[0]).not.toHaveProperty('known')
    expect(stage.shell().environment).toBeNull()
  })
})
