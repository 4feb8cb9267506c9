import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { testConnection } from '../create-kube-connection.ts'
import { failureFrom } from '../testing/open-connection.ts'
import { startSocksProxy, type SocksProxyOptions } from '../testing/socks-proxy.ts'
import { answerOpening, kubeconfigFor, startTlsServer } from '../testing/tls-server.ts'
import { openSocksTunnel } from './socks-tunnel.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

async function proxy(options: SocksProxyOptions = {}) {
  const started = await startSocksProxy(options)
  closing.push(() => started.close())
  return started
}

async function server() {
  const started = await startTlsServer((request, response) => answerOpening(request, response))
  closing.push(() => started.close())
  return started
}

async function test(cluster: object, env: Readonly<Record<string, string>> = {}) {
  return testConnection({
    kubeconfig: kubeconfigFor(await server(), undefined, cluster),
    context: 'test',
    environmentName: 'e',
    version: '0',
    env,
    approvals: { isApproved: () => false, isProxyApproved: () => true }
  })
}

describe('a SOCKS5 proxy of the kubeconfig', () => {
  it.each([false, true])(
    'carries all traffic, and TLS is still verified against the server (slowly: %s)',
    async (slowly) => {
      const { host, asked } = await proxy({ slowly })
      expect((await test({ 'proxy-url': `socks5://${host}` })).user).toBe('operator')
      expect(asked.length).toBeGreaterThan(0)
      const wrong = test({ 'proxy-url': `socks5://${host}`, 'tls-server-name': 'other.example' })
      expect(await failureFrom(wrong)).toMatchObject({ code: 'tls' })
    }
  )

  it('resolves the name of the server, so that it may be known there only', async () => {
    const { url } = await server()
    const { host, asked } = await proxy({ upstreamPort: Number(new URL(url).port) })
    const cluster = { server: 'https://api.inside.example:6443', 'tls-server-name': '127.0.0.1' }
    expect((await test({ ...cluster, 'proxy-url': `socks5://${host}` })).user).toBe('operator')
    expect(asked[0]).toBe('3 api.inside.example:6443')
  })

  it('gets its own user name and password', async () => {
    const { host, asked } = await proxy({ account: { name: 'ann', password: 'p:w' } })
    expect((await test({ 'proxy-url': `socks5://ann:p%3Aw@${host}` })).user).toBe('operator')
    expect(asked.length).toBeGreaterThan(0)
  })

  it.each([
    ['without an account', ''],
    ['with a wrong one', 'ann:wrong@']
  ])('is named when it refuses the sign-in %s', async (_what, account) => {
    const { host } = await proxy({ account: { name: 'ann', password: 'right' } })
    expect(await failureFrom(test({ 'proxy-url': `socks5://${account}${host}` }))).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining(`The proxy ${host} refused the sign-in`),
      remedy: expect.stringContaining('password')
    })
  })

  it('is named when it does not get through, speaks something else or is down', async () => {
    const blocked = await proxy({ reply: 2 })
    expect(await failureFrom(test({ 'proxy-url': `socks5://${blocked.host}` }))).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('its rules do not allow it')
    })
    const web = createServer()
    web.listen(0, '127.0.0.1')
    await once(web, 'listening')
    closing.push(() => web.close())
    const { port } = web.address() as AddressInfo
    expect(await failureFrom(test({ 'proxy-url': `socks5://127.0.0.1:${port}` }))).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('does not speak SOCKS5')
    })
    expect(await failureFrom(test({ 'proxy-url': 'socks5://127.0.0.1:1' }))).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('proxy 127.0.0.1:1')
    })
  })
})

it('is taken from the environment as well', async () => {
  const { host, asked } = await proxy()
  const target = await server()
  // Loopback never takes the environment's proxy; a name does.
  const cluster = { server: target.url.replace('127.0.0.1', 'k8s.example') }
  await failureFrom(test(cluster, { HTTPS_PROXY: `socks5h://${host}` }))
  expect(asked[0]).toMatch(/^3 k8s\.example:\d+$/)
})

it.each([
  ['10.1.2.3', '1 10.1.2.3:443'],
  ['fd00::1', '4 fd000000000000000000000000000001:443'],
  ['2001:db8:1:2:3:4:5:6', '4 20010db8000100020003000400050006:443']
])('asks for the address %s as an address', async (host, expected) => {
  const { host: at, asked } = await proxy({ reply: 3 })
  await expect(openSocksTunnel(new URL(`socks5://${at}`), host, 443, AbortSignal.timeout(5_000))).rejects.toMatchObject(
    {
      kind: 'proxy',
      sent: 'nothing'
    }
  )
  expect(asked).toEqual([expected])
})

it('is given up when its time is over', async () => {
  const { host } = await proxy({ account: { name: 'a', password: 'b' } })
  const gone = AbortSignal.abort(new Error('too late'))
  await expect(openSocksTunnel(new URL(`socks5://${host}`), 'k8s', 443, gone)).rejects.toMatchObject({
    sent: 'nothing'
  })
})
