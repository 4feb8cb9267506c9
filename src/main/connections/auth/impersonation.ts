import type { User } from '../kubeconfig/model.ts'
import type { RequestHeaders } from '../http/send-once.ts'
import { headerValue } from './header-value.ts'

/**
 * What makes every request be made as somebody else: each group and each extra value in a header of its own
 * (kubernetes/client-go transport/round_trippers.go impersonatingRoundTripper).
 */
export function impersonationHeaders(user: User | undefined): RequestHeaders {
  const as = user?.impersonate
  if (!as) return {}
  return {
    ...(as.user === '' ? {} : { 'impersonate-user': headerValue(as.user) }),
    ...(as.uid === '' ? {} : { 'impersonate-uid': headerValue(as.uid) }),
    ...(as.groups.length === 0 ? {} : { 'impersonate-group': as.groups.map(headerValue) }),
    ...Object.fromEntries(
      Object.entries(as.extra)
        .filter(([, values]) => values.length > 0)
        .map(([key, values]) => [`impersonate-extra-${escapedKey(key)}`, values.map(headerValue)])
    )
  }
}

/** kubernetes/client-go transport/round_trippers.go headerKeyEscape; servers compare names in lower case. */
function escapedKey(key: string): string {
  return Array.from(Buffer.from(key.toLowerCase(), 'utf8'), (byte) => {
    const character = String.fromCodePoint(byte)
    return /[!#$&'*+.^_`|~0-9a-z-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }).join('')
}
