import type { AzureAnswer } from '../http.ts'
import { answer } from '../http.ts'
import type { AzurePlan, GrantPlan, SubscriptionState } from '../plan.ts'
import { ArmError } from './arm-error.ts'

/** A lock on a scope and all below it. */
export interface Lock {
  readonly name: string
  readonly level: 'ReadOnly' | 'CanNotDelete'
  /** The resource id that it is put on. */
  readonly scope: string
}

/** A deny assignment on a scope and all below it. */
export interface Denial {
  readonly name: string
  readonly scope: string
  readonly actions: readonly string[]
  /** Object ids that it is not about. */
  readonly spares: readonly string[]
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

/** Throws the refusal of an action that is denied whatever a role says. */
export function demandUndenied(plan: AzurePlan, denials: readonly Denial[], action: string, id: string): void {
  const found = denials.find(
    ({ scope, actions, spares }) =>
      isWithin(id, scope) && !spares.includes(plan.principal) && actions.some((one) => matches(one, action))
  )
  if (found === undefined) return
  throw new ArmError(
    403,
    'DenyAssignmentAuthorizationFailed',
    `The client '${plan.client}' with object id '${plan.principal}' has permission to perform action '${action}' on scope '${id}'; however, the access is denied because of the deny assignment with name '${found.name}' and Id '${denialName(found)}' at scope '${found.scope}'.`
  )
}

/** Throws the refusal of a change in a subscription that can only be read. */
export function demandEnabled(plan: AzurePlan, state: SubscriptionState): void {
  if (state === 'Enabled' || state === 'PastDue') return
  throw new ArmError(
    409,
    'ReadOnlyDisabledSubscription',
    `The subscription '${plan.subscription}' is disabled and therefore marked as read only. You cannot perform any write actions on this subscription until it is re-enabled.`
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

/** What `Microsoft.Authorization/denyAssignments` says at a scope: what is put on it and above it. */
export function denialsAt(denials: readonly Denial[], id: string): AzureAnswer {
  const value = denials
    .filter(({ scope }) => isWithin(id, scope))
    .map((denial) => ({
      id: `${denial.scope}/providers/Microsoft.Authorization/denyAssignments/${denialName(denial)}`,
      name: denialName(denial),
      type: 'Microsoft.Authorization/denyAssignments',
      properties: {
        denyAssignmentName: denial.name,
        permissions: [{ actions: denial.actions, notActions: [], dataActions: [], notDataActions: [] }],
        scope: denial.scope,
        doNotApplyToChildScopes: false,
        principals: [{ id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' }],
        excludePrincipals: denial.spares.map((one) => ({ id: one, type: 'ServicePrincipal' })),
        isSystemProtected: true
      }
    }))
  return answer(200, { value })
}

/** Upstream's is a GUID; one that is made of the name is as good to be told by. */
function denialName({ name }: Denial): string {
  const hex = Buffer.from(name.padEnd(16, '.')).toString('hex').slice(0, 32)
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
