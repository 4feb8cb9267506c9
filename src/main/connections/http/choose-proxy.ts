import { BlockList, isIP } from 'node:net'
import { FailureError, failureOf } from '../../../contract/index.ts'
import { proxyProblem, shownUrl } from '../kubeconfig/server-url.ts'

type Env = Readonly<Record<string, string | undefined>>

/**
 * The proxy for a server: the cluster's `proxy-url`, else `HTTPS_PROXY` unless `NO_PROXY` excludes the server.
 * Lower-case names are read too, upper-case first (golang.org/x/net/http/httpproxy config.go); loopback never takes
 * the environment's proxy.
 * @throws FailureError `refused` when the environment's is no proxy that can be used.
 */
export function chooseProxy(server: URL, proxyUrl: string | undefined, env: Env): URL | undefined {
  if (proxyUrl !== undefined) return new URL(proxyUrl)
  const fromEnv = env['HTTPS_PROXY'] || env['https_proxy'] || ''
  if (fromEnv === '' || isExcluded(server, env['NO_PROXY'] || env['no_proxy'] || '')) return undefined
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(fromEnv) ? fromEnv : `http://${fromEnv}`
  const problem = proxyProblem(text)
  if (problem === undefined) return new URL(text)
  throw new FailureError(
    failureOf('refused', `The proxy ${shownUrl(text)} of HTTPS_PROXY is not used. ${problem}`, {
      remedy: 'Correct HTTPS_PROXY, or name the server in NO_PROXY, and start Backout again.'
    })
  )
}

function isExcluded(server: URL, noProxy: string): boolean {
  const host = bareHost(server.hostname)
  const port = server.port || '443'
  if (host === 'localhost' || host === '::1' || host.startsWith('127.')) return true
  return noProxy
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry !== '' && matches(entry, host, port))
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true
  const range = /^(.+)\/(\d{1,3})$/.exec(entry)
  if (range) return inRange(range[1] ?? '', Number(range[2]), host)
  const withPort = /^(\[[^\]]+\]|[^:]+):(\d+)$/.exec(entry)
  if (withPort && withPort[2] !== port) return false
  const name = bareHost(withPort?.[1] ?? entry)
  if (isIP(name) !== 0) return name === host
  if (name.startsWith('*.')) return host.endsWith(name.slice(1))
  return name.startsWith('.') ? host.endsWith(name) : host === name || host.endsWith(`.${name}`)
}

function inRange(network: string, prefix: number, host: string): boolean {
  const family = isIP(bareHost(network)) === 6 ? 'ipv6' : 'ipv4'
  if (isIP(bareHost(network)) === 0 || isIP(host) === 0 || prefix > (family === 'ipv6' ? 128 : 32)) return false
  const list = new BlockList()
  list.addSubnet(bareHost(network), prefix, family)
  return list.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4')
}

function bareHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/%.*$/, '')
}
