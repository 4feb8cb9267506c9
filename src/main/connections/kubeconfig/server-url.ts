import { visibleText } from '../../lib/visible-text.ts'
import type { Cluster, User } from './model.ts'

/**
 * The address of a cluster as it is connected to. One without a scheme is taken as HTTPS where there is anything to check
 * a certificate with or to show one, as in client-go (rest/url_utils.go DefaultServerURL, defaultServerUrlFor).
 */
export function serverAddress(cluster: Cluster, user: User | undefined): string {
  const { server } = cluster
  if (server === '' || /^[a-z][a-z0-9+.-]*:\/\/./i.test(server)) return server
  const hasTls =
    cluster.insecure || (cluster.caData ?? cluster.caFile ?? user?.certData ?? user?.certFile) !== undefined
  return `${hasTls ? 'https' : 'http'}://${server}`
}

/** Why a server address, as `serverAddress` gives it, is never used; undefined when it may be. */
export function serverProblem(address: string, written: string): string | undefined {
  if (address === '') return 'The cluster has no server.'
  const url = parseUrl(address)
  if (!url) return 'The server is not a URL.'
  if (url.protocol === 'http:')
    return address === written
      ? 'Plain HTTP would send the credentials unencrypted.'
      : 'The address has no scheme and the cluster no certificate authority, which means plain HTTP. Write https:// before it.'
  if (url.protocol !== 'https:') return 'Only https servers can be used.'
  if (url.username !== '' || url.password !== '') return 'The address contains a user name or password.'
  if (url.search !== '' || url.hash !== '') return 'The address has a query or a fragment.'
  return undefined
}

/** kubernetes/client-go tools/clientcmd/helpers.go parseProxyURL; socks5h is for the environment (Go net/http transport.go Proxy). */
const proxyProtocols: ReadonlySet<string> = new Set(['http:', 'https:', 'socks5:', 'socks5h:'])

/** Why a proxy is never used; undefined when it may be. */
export function proxyProblem(proxyUrl: string): string | undefined {
  const url = parseUrl(proxyUrl)
  if (!url) return 'The proxy is not a URL.'
  return proxyProtocols.has(url.protocol) ? undefined : 'Only http, https and socks5 proxies can be used.'
}

/** An address to show: without user name and password, with nothing hidden in it. */
export function shownUrl(text: string): string {
  const url = parseUrl(text)
  if (!url) return visibleText(text.replace(/\/\/[^/@]*@/, '//'), 300)
  url.username = ''
  url.password = ''
  return visibleText(url.href.replace(/\/$/, ''), 300)
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined
}
