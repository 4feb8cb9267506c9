import { visibleText } from '../../lib/visible-text.ts'

/** Why a server address is never used; undefined when it may be. */
export function serverProblem(server: string): string | undefined {
  if (server === '') return 'The cluster has no server.'
  const url = parseUrl(server)
  if (!url) return 'The server is not a URL.'
  if (url.protocol === 'http:') return 'Plain HTTP would send the credentials unencrypted.'
  if (url.protocol !== 'https:') return 'Only https servers can be used.'
  if (url.username !== '' || url.password !== '') return 'The address contains a user name or password.'
  if (url.search !== '' || url.hash !== '') return 'The address has a query or a fragment.'
  return undefined
}

/** Why a `proxy-url` is never used; undefined when it may be. */
export function proxyProblem(proxyUrl: string): string | undefined {
  const url = parseUrl(proxyUrl)
  if (!url) return 'The proxy is not a URL.'
  if (url.protocol.startsWith('socks'))
    return 'SOCKS proxies are not supported. Use an HTTP proxy, or forward a local port.'
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'Only http and https proxies can be used.'
  return undefined
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
