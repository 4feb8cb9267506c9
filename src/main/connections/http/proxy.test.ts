import { createServer, type Server } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { FailureError } from '../../../contract/index.ts'
import { testConnection } from '../create-kube-connection.ts'
import { failureFrom } from '../testing/open-connection.ts'
import { answerOpening, kubeconfigFor, startTlsServer } from '../testing/tls-server.ts'
import { chooseProxy } from './choose-proxy.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

async function startProxy(password?: string): Promise<{ readonly url: string; readonly tunnels: string[] }> {
  const tunnels: string[] = []
  const proxy: Server = createServer((_, response) => response.writeHead(405).end())
  proxy.on('connect', (request, socket) => {
    const expected = `Basic ${Buffer.from(`ann:${password}`).toString('base64')}`
    if (password !== undefined && request.headers['proxy-authorization'] !== expected) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n')
      return
    }
    tunnels.push(request.url ?? '')
    const [host, port] = (request.url ?? '').split(':')
    const upstream = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      upstream.pipe(socket).pipe(upstream)
    })
    upstream.on('error', () => socket.destroy())
    socket.on('error', () => upstream.destroy())
    closing.push(() => upstream.destroy())
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  closing.push(() => proxy.close())
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, tunnels }
}

async function test(cluster: object, env: Readonly<Record<string, string>> = {}, approved = true) {
  const server = await startTlsServer((request, response) => answerOpening(request, response))
  closing.push(() => server.close())
  const kubeconfig = kubeconfigFor(server, undefined, cluster)
  return testConnection({
    kubeconfig,
    context: 'test',
    environmentName: 'e',
    version: '0',
    env,
    approvals: { isApproved: () => false, isProxyApproved: () => approved }
  })
}

describe('a proxy of the kubeconfig', () => {
  it('carries all traffic, and TLS is still verified against the server', async () => {
    const { url, tunnels } = await startProxy()
    expect((await test({ 'proxy-url': url })).user).toBe('operator')
    expect(tunnels.length).toBeGreaterThan(0)
    expect(await failureFrom(test({ 'proxy-url': url, 'tls-server-name': 'other.example' }))).toMatchObject({
      code: 'tls'
    })
  })

  it('carries nothing before it was approved, and is shown without its password', async () => {
    const { url, tunnels } = await startProxy('pw')
    const failure = await failureFrom(test({ 'proxy-url': url.replace('//', '//ann:pw@') }, {}, false))
    expect(failure).toMatchObject({ code: 'refused', message: expect.stringContaining(url) })
    expect(JSON.stringify(failure)).not.toContain('pw@')
    expect(tunnels).toEqual([])
  })

  it('gets its own user name and password', async () => {
    const { url, tunnels } = await startProxy('p:w')
    expect((await test({ 'proxy-url': url.replace('//', '//ann:p%3Aw@') })).user).toBe('operator')
    expect(tunnels.length).toBeGreaterThan(0)
  })

  it('is named when it refuses or is down', async () => {
    const { url } = await startProxy('pw')
    const refused = await failureFrom(test({ 'proxy-url': url }))
    expect(refused).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('407'),
      remedy: expect.stringContaining('password')
    })
    expect(await failureFrom(test({ 'proxy-url': 'http://127.0.0.1:1' }))).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('proxy 127.0.0.1:1')
    })
  })
})

describe('choosing a proxy', () => {
  const env = { HTTPS_PROXY: 'proxy.example:3128' }
  const chosen = (server: string, noProxy: string, more: Readonly<Record<string, string>> = {}): string | undefined =>
    chooseProxy(new URL(server), undefined, { ...env, NO_PROXY: noProxy, ...more })?.host

  it('prefers the kubeconfig, then the environment', () => {
    expect(chooseProxy(new URL('https://k8s.example'), 'http://own:1', env)?.host).toBe('own:1')
    expect(chosen('https://k8s.example', '')).toBe('proxy.example:3128')
    expect(chooseProxy(new URL('https://k8s.example'), undefined, {})).toBeUndefined()
    expect(chooseProxy(new URL('https://k8s.example'), undefined, { https_proxy: 'http://lower:1' })?.host).toBe(
      'lower:1'
    )
  })

  it.each(['ftp://proxy.example', 'socks4://proxy.example', 'http://'])('refuses %s', (proxy) => {
    expect(() => chosen('https://k8s.example', '', { HTTPS_PROXY: proxy })).toThrow(FailureError)
    expect(chosen('https://k8s.example', '*', { HTTPS_PROXY: proxy })).toBeUndefined()
  })

  it.each([
    ['https://k8s.example', '*', true],
    ['https://k8s.example', 'k8s.example', true],
    ['https://api.k8s.example', 'k8s.example', true],
    ['https://notk8s.example', 'k8s.example', false],
    ['https://api.k8s.example', '.k8s.example', true],
    ['https://k8s.example', '.k8s.example', false],
    ['https://k8s.example:6443', 'k8s.example:6443', true],
    ['https://k8s.example:6443', 'k8s.example:443', false],
    ['https://10.1.2.3', '10.0.0.0/8', true],
    ['https://11.1.2.3', ' 10.0.0.0/8 , 11.1.2.0/24', true],
    ['https://11.1.3.3', '10.0.0.0/8,11.1.2.0/24', false],
    ['https://[fd00::1]:6443', 'fd00::/8', true],
    ['https://[fd00::1]', '[fd00::1]', true],
    ['https://[2001:db8::1]', 'fd00::/8', false],
    ['https://10.1.2.3', '10.1.2.4', false],
    ['https://127.0.0.1:6443', '', true],
    ['https://localhost', '', true],
    ['https://[::1]', '', true]
  ])('%s with NO_PROXY=%s: direct %j', (server, noProxy, direct) => {
    expect(chosen(server, noProxy)).toBe(direct ? undefined : 'proxy.example:3128')
  })
})
