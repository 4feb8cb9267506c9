import { visibleText } from '../../lib/visible-text.ts'

/** Why a server address is never used; undefined when it may be. */
export function serverProblem(server: string): string | undefined {
  if (server === '') return 'The cluster has no server.'
  // kubernetes/client-go tools/clientcmd/client_config.go ClientConfig asks rest.IsConfigTransportTLS before it knows of
  // any certificate, so that kubectl speaks HTTP to such an address, without credentials.
  if (!/^[a-z][a-z0-9+.-]*:\/\/./i.test(server))
    return 'The address has no scheme, which means plain HTTP. Write https:// before it.'
  const url = parseUrl(server)
  if (!url) return 'The server is not a URL.'
  if (url.protocol === 'http:') return 'Plain HTTP would send the credentials unencrypted.'
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
