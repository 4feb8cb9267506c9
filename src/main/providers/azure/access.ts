import { arrayAt, at, stringAt, type JsonObject } from '../../lib/json-access.ts'
import { visibleText } from '../../lib/visible-text.ts'
import { isToItsEnd } from './listed.ts'

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
  return isToItsEnd(permissions) ? false : null
}

/** Everybody, as deny assignments name them (Microsoft Learn, Understand deny assignments: all principals). */
const everybody = '00000000-0000-0000-0000-000000000000'

/** What denies an action, whatever a role says. */
export interface Denial {
  readonly name: string
  /** The id that it is put on, as Azure writes it. */
  readonly scope: string
  readonly action: string
  /** Whether it surely is of the one who is signed in; groups are not looked into. */
  readonly isSure: boolean
}

/**
 * Of what `Microsoft.Authorization/denyAssignments` answers at a resource, those that deny one of the actions, by everybody or to
 * somebody who may be `principal`: an object id, null where it is not known. Conditions are taken as met, and not as sure.
 */
export function denials(
  told: JsonObject,
  resourceId: string,
  actions: readonly string[],
  principal: string | null
): readonly Denial[] {
  return arrayAt(told, 'value').flatMap((one): readonly Denial[] => {
    const properties = at(one, 'properties')
    const scope = stringAt(properties, 'scope')
    const [inner, outer] = [resourceId.toLowerCase(), scope.toLowerCase()]
    // One of the tenant has `/` as its scope.
    const isOn = inner === outer
    const isOver = outer === '' || outer === '/' || inner.startsWith(`${outer}/`)
    if (!isOn && (!isOver || at(properties, 'doNotApplyToChildScopes') === true)) return []
    const [to, but] = ['principals', 'excludePrincipals'].map((list) => arrayAt(properties, list))
    const isIn = (list: readonly unknown[] = [], id: string | null): boolean =>
      id !== null && list.some((each) => stringAt(each, 'id').toLowerCase() === id)
    if (isIn(but, principal)) return []
    const [isToAll, isToMe] = [isIn(to, everybody), isIn(to, principal)]
    const isGroupIn = (list: readonly unknown[] = []): boolean =>
      principal === null || list.some((each) => stringAt(each, 'type').toLowerCase().includes('group'))
    if (!isToAll && !isToMe && !isGroupIn(to)) return []
    const condition = stringAt(properties, 'condition')
    const isSure = (isToAll || isToMe) && condition === '' && (but?.length === 0 || !isGroupIn(but))
    const action = actions.find((wanted) => arrayAt(properties, 'permissions').some((entry) => isDenied(entry, wanted)))
    if (action === undefined) return []
    const name = stringAt(properties, 'denyAssignmentName') || stringAt(one, 'name')
    return [{ name: visibleText(name, 120), scope: visibleText(scope || '/', 300), action, isSure }]
  })
}

function isDenied(entry: unknown, action: string): boolean {
  const isIn = (list: string): boolean =>
    arrayAt(entry, list).some((pattern) => typeof pattern === 'string' && matches(pattern, action))
  return isIn('actions') && !isIn('notActions')
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
