import { badRequest } from '../store/status-error.ts'

/** Whom a request wants to act as, as its headers say and with nothing added. */
export interface WantedUser {
  readonly name: string
  readonly uid: string
  readonly groups: readonly string[]
  readonly extra: ReadonlyMap<string, readonly string[]>
}

type Headers = NodeJS.Dict<string[]>

const extraPrefix = 'impersonate-extra-'

/**
 * Reads `Impersonate-User`, `-Uid`, `-Group` and `-Extra-*`
 * (kubernetes/apiserver pkg/endpoints/filters/impersonation/constrained_impersonation.go processImpersonationHeaders).
 * @param headers every value of each, as they were sent (`headersDistinct`)
 * @returns undefined when the request acts as whoever sent it
 * @throws StatusError 400 for groups, a uid or extra values without a user
 */
export function wantedUserIn(headers: Headers): WantedUser | undefined {
  const name = headers['impersonate-user']?.[0] ?? ''
  const uid = headers['impersonate-uid']?.[0] ?? ''
  const groups = headers['impersonate-group'] ?? []
  const extra = new Map<string, readonly string[]>()
  for (const [header, values = []] of Object.entries(headers)) {
    if (!header.startsWith(extraPrefix)) continue
    const key = unescaped(header.slice(extraPrefix.length))
    extra.set(key, [...(extra.get(key) ?? []), ...values])
  }
  const wanted: WantedUser = { name, uid, groups, extra }
  if (name !== '') return wanted
  if (uid === '' && groups.length === 0 && extra.size === 0) return undefined
  throw badRequest(`requested ${inGo(wanted)} without impersonating a user name`)
}

/** kubernetes/apiserver pkg/endpoints/filters/impersonation/impersonation.go unescapeExtraKey. */
function unescaped(key: string): string {
  try {
    return decodeURIComponent(key)
  } catch {
    return key
  }
}

/** `%#v` of a *user.DefaultInfo, which upstream puts into its answer. */
function inGo({ name, uid, groups, extra }: WantedUser): string {
  const quoted = (text: string): string => JSON.stringify(text)
  const list = (values: readonly string[]): string => `{${values.map(quoted).join(', ')}}`
  const keys = [...extra.keys()].toSorted()
  const goGroups = groups.length === 0 ? '(nil)' : list(groups)
  const goExtra =
    extra.size === 0
      ? '(nil)'
      : `{${keys.map((key) => `${quoted(key)}:[]string${list(extra.get(key) ?? [])}`).join(', ')}}`
  const fields = [
    `Name:${quoted(name)}`,
    `UID:${quoted(uid)}`,
    `Groups:[]string${goGroups}`,
    `Extra:map[string][]string${goExtra}`
  ]
  return `&user.DefaultInfo{${fields.join(', ')}}`
}
