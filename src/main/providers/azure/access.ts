import { arrayAt, at, stringAt, type JsonObject } from '../../lib/json-access.ts'
import { visibleText } from '../../lib/visible-text.ts'

/**
 * Whether one entry of what `Microsoft.Authorization/permissions` answers allows an action and does not take it away again,
 * in any letter case; `*` stands for anything, slashes as well (Microsoft Learn, Understand Azure role definitions). Null
 * where the list goes on elsewhere and what was read does not say.
 */
export function isAllowed(permissions: JsonObject, action: string): boolean | null {
  const isIn = (entry: unknown, list: string): boolean =>
    arrayAt(entry, list).some((pattern) => typeof pattern === 'string' && matches(pattern, action))
  const isFound = arrayAt(permissions, 'value').some((entry) => isIn(entry, 'actions') && !isIn(entry, 'notActions'))
  if (isFound) return true
  return typeof at(permissions, 'nextLink') === 'string' ? null : false
}

/** A lock that keeps a resource from being changed. */
export interface HoldingLock {
  readonly name: string
  /** The id that it is put on, as Azure writes it. */
  readonly scope: string
}

/** Of what `Microsoft.Authorization/locks` answers, those against any change of a resource; one against deleting is none. */
export function locksOn(locks: JsonObject, resourceId: string): readonly HoldingLock[] {
  return arrayAt(locks, 'value').flatMap((lock) => {
    const [scope = ''] = stringAt(lock, 'id').split(/\/providers\/microsoft\.authorization\/locks\//i)
    const [inner, outer] = [resourceId.toLowerCase(), scope.toLowerCase()]
    const isOver = outer !== '' && (inner === outer || inner.startsWith(`${outer}/`))
    if (!isOver || stringAt(lock, 'properties', 'level').toLowerCase() !== 'readonly') return []
    return [{ name: visibleText(stringAt(lock, 'name'), 90), scope: visibleText(scope, 300) }]
  })
}

/** The smallest role that allows some actions within a resource group, as `az role definition create` takes it. */
export function smallestRole(name: string, actions: readonly string[], scope: string): string {
  return JSON.stringify(
    { Name: name, IsCustom: true, Description: name, Actions: actions, AssignableScopes: [scope] },
    null,
    2
  )
}

/**
 * By going through both at once: as a regular expression a pattern of many stars, which whoever defines a role may write, would
 * take minutes.
 */
function matches(pattern: string, action: string): boolean {
  const [first = '', ...rest] = pattern.toLowerCase().split('*')
  const text = action.toLowerCase()
  const last = rest.pop()
  if (last === undefined) return text === first
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false
  let at = first.length
  for (const part of rest) {
    const found = text.indexOf(part, at)
    if (found === -1) return false
    at = found + part.length
  }
  return at <= text.length - last.length
}
