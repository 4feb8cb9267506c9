import type { AzureAnswer } from '../http.ts'
import { answer } from '../http.ts'
import type { AzurePlan, GrantPlan } from '../plan.ts'
import { ArmError } from './arm-error.ts'

/** A lock on a scope and all below it. */
export interface Lock {
  readonly name: string
  readonly level: 'ReadOnly' | 'CanNotDelete'
  /** The resource id that it is put on. */
  readonly scope: string
}

/** Whether an id is the scope or lies below it, in any letter case. */
export function isWithin(id: string, scope: string): boolean {
  const [inner, outer] = [id.toLowerCase(), scope.toLowerCase()]
  return inner === outer || inner.startsWith(`${outer}/`)
}

const scopeOf = (plan: AzurePlan, { scope }: GrantPlan): string =>
  scope === 'subscription'
    ? `/subscriptions/${plan.subscription}`
    : `/subscriptions/${plan.subscription}/resourceGroups/${plan.resourceGroup}`

const matches = (pattern: string, action: string): boolean => {
  const source = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '.*')
  return new RegExp(`^${source}$`, 'i').test(action)
}

/** The grants that count at a scope. */
const grantsAt = (plan: AzurePlan, id: string): readonly GrantPlan[] =>
  plan.grants.filter((grant) => isWithin(id, scopeOf(plan, grant)))

/** Whether one grant allows it and does not take it away again. */
export function mayDo(plan: AzurePlan, action: string, id: string): boolean {
  return grantsAt(plan, id).some(
    ({ actions, notActions }) =>
      actions.some((one) => matches(one, action)) && !notActions.some((one) => matches(one, action))
  )
}

/** Throws the refusal of somebody who lacks the action (ARM's AuthorizationFailed). */
export function demand(plan: AzurePlan, action: string, id: string): void {
  if (mayDo(plan, action, id)) return
  throw new ArmError(
    403,
    'AuthorizationFailed',
    `The client '${plan.client}' with object id '${plan.principal}' does not have authorization to perform action '${action}' over scope '${id}' or the scope is invalid. If access was recently granted, please refresh your credentials.`
  )
}

/** Throws the refusal of a write below a scope that is locked against writing. */
export function demandUnlocked(locks: readonly Lock[], id: string): void {
  const held = locks.filter(({ level, scope }) => level === 'ReadOnly' && isWithin(id, scope))
  if (held.length === 0) return
  const scopes = held.map(({ scope }) => `'${scope}'`).join(', ')
  throw new ArmError(
    409,
    'ScopeLocked',
    `The scope '${id}' cannot perform write operation because following scope(s) are locked: ${scopes}. Please remove the lock and try again.`
  )
}

/** What `Microsoft.Authorization/permissions` says at a scope. */
export function permissionsAt(plan: AzurePlan, id: string): AzureAnswer {
  const value = grantsAt(plan, id).map(({ actions, notActions }) => ({
    actions,
    notActions,
    dataActions: [],
    notDataActions: []
  }))
  return answer(200, { value })
}

/** What `Microsoft.Authorization/locks` says at a scope: what is put on it, above it and below it. */
export function locksAt(locks: readonly Lock[], id: string): AzureAnswer {
  const value = locks
    .filter(({ scope }) => isWithin(id, scope) || isWithin(scope, id))
    .map(({ name, level, scope }) => ({
      id: `${scope}/providers/Microsoft.Authorization/locks/${name}`,
      name,
      type: 'Microsoft.Authorization/locks',
      properties: { level }
    }))
  return answer(200, { value })
}
