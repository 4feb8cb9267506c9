import { asFailure, failed, failureOf, ok, type Failure, type Guard, type Result } from '../../../contract/index.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { stringAt, type JsonObject } from '../../lib/json-access.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { AzureReader, SubscriptionReading, TrafficEndpoint, TrafficProfile } from '../../ports/azure.ts'
import { denials, isAllowed, locksOn, smallestRole } from './access.ts'
import { isToItsEnd } from './listed.ts'

/** What stands against changing some endpoints, as it is found before anything is sent. */
export interface Readiness {
  readonly guards: readonly Guard[]
  /** Null where nothing is known to stand against it. */
  readonly blocked: Failure | null
}

/** What is to be allowed, and where. */
export interface WantedRights {
  /** Where the role would be assigned: the group. */
  readonly subscription: string
  readonly group: string
  /** Resource id that is asked about. */
  readonly id: string
  readonly name: string
  readonly actions: readonly string[]
  /** Of what is changed, ids: no lock may be above them. */
  readonly changed: readonly string[]
  /** What is changed, in words: `endpoints of tm-shop`. */
  readonly what: string
}

/** So long a plan may be looked at before it is approved; the sign-in has to be good for that as well. */
const lookedAtMs = 10 * 60_000

/** Asks what stands against changing some endpoints of a profile. @throws the abort reason. */
export function readinessOf(
  azure: AzureReader,
  { subscription, group, id, profile: name }: TrafficProfile,
  endpoints: readonly TrafficEndpoint[],
  abort: AbortSignal
): Promise<Readiness> {
  const writes = endpoints.map(({ kind }) => `Microsoft.Network/trafficManagerProfiles/${kind}/write`)
  const changed = endpoints.map((endpoint) => endpoint.id)
  const what = `endpoints of ${name}`
  const wanted = { subscription, group, id, name, actions: [...new Set(writes)].toSorted(), changed, what }
  return readinessFor(azure, wanted, abort)
}

/**
 * Asks what the one who is signed in may do with a resource, which locks hold it, and what is denied there. What cannot be asked
 * stands against nothing: it is said. Policies and conditions of roles are not seen here.
 * @throws the abort reason.
 */
export async function readinessFor(azure: AzureReader, wanted: WantedRights, abort: AbortSignal): Promise<Readiness> {
  const [permissions, locks, denied, subscription] = await Promise.all([
    asked(azure.readAccess(wanted.id, 'permissions', abort), abort),
    asked(azure.readAccess(wanted.id, 'locks', abort), abort),
    asked(azure.readAccess(wanted.id, 'denyAssignments', abort), abort),
    asked(azure.readSubscription(0, abort), abort)
  ])
  const principal = subscription.ok ? subscription.value.principal : null
  return readinessTogether([
    mayWrite(permissions, wanted),
    isUnlocked(locks, wanted),
    isUndenied(denied, wanted, principal)
  ])
}

/**
 * Asks whether the subscription takes changes, and has the sign-in be good for as long as a plan takes.
 * @param takesMs how long the plan is expected to take, real milliseconds
 * @throws the abort reason.
 */
export async function subscriptionReadiness(
  azure: AzureReader,
  takesMs: number,
  abort: AbortSignal
): Promise<Readiness> {
  const told = await asked(azure.readSubscription(takesMs + lookedAtMs, abort), abort)
  if (!told.ok)
    return readinessTogether([
      unknown('subscription', `How the subscription is cannot be asked: ${told.failure.message}`)
    ])
  return readinessTogether([takesChanges(stringAt(told.value.json, 'state')), lasts(told.value, takesMs)])
}

/** Several of them as one: the first that blocks counts. */
export function readinessTogether(found: readonly Found[]): Readiness {
  return { guards: found.map(({ guard }) => guard), blocked: found.find(({ blocked }) => blocked)?.blocked ?? null }
}

/** Two of them, one after the other. */
export function joined(a: Readiness, b: Readiness): Readiness {
  return { guards: [...a.guards, ...b.guards], blocked: a.blocked ?? b.blocked }
}

type Asked<T = JsonObject> = Result<T>
type Found = { readonly guard: Guard; readonly blocked?: Failure }

async function asked<T>(reading: Promise<T>, abort: AbortSignal): Promise<Asked<T>> {
  try {
    return ok(await reading)
  } catch (error) {
    abort.throwIfAborted()
    return failed(asFailure(error))
  }
}

function mayWrite(told: Asked, { subscription, group, name, actions, what }: WantedRights): Found {
  const id = 'permissions'
  if (!told.ok) return unknown(id, `What may be changed cannot be asked: ${told.failure.message}`)
  const { value: answer } = told
  const missing = actions.filter((action) => isAllowed(answer, action) === false)
  if (missing.length > 0) {
    const scope = `/subscriptions/${subscription}/resourceGroups/${group}`
    const text = `Whoever is signed in may not ${missing.join(' and ')} on ${name}.`
    return stands(id, text, {
      code: 'forbidden',
      remedy: 'Have the role below assigned, or activate the one that may do it, and plan again.',
      grant: smallestRole(`Backout: ${what}`, missing, scope)
    })
  }
  if (actions.some((action) => isAllowed(answer, action) === null))
    return unknown(id, 'What may be changed is a longer list than was read.')
  return { guard: { id, status: 'passed', text: `Whoever is signed in may change ${what}.` } }
}

function isUnlocked(told: Asked, { name, changed }: WantedRights): Found {
  const id = 'locks'
  if (!told.ok) return unknown(id, `Locks cannot be asked for: ${told.failure.message}`)
  const [lock] = changed.flatMap((one) => locksOn(told.value, one))
  if (!lock && !isToItsEnd(told.value)) return unknown(id, 'Locks are a longer list than was read.')
  if (!lock) return { guard: { id, status: 'passed', text: `No lock holds ${name}.` } }
  const text = `The lock ${lock.name} on ${lock.scope} keeps everything as it is: Azure would refuse the change.`
  return stands(id, text, { code: 'refused', remedy: 'Who set it has to take it away. Plan again then.' })
}

function isUndenied(
  told: Asked,
  { id: resource, name, actions, changed }: WantedRights,
  principal: string | null
): Found {
  const id = 'denials'
  if (!told.ok) return unknown(id, `What is denied there cannot be asked: ${told.failure.message}`)
  const found = [resource, ...changed].flatMap((one) => denials(told.value, one, actions, principal))
  const denial = found.find(({ isSure }) => isSure) ?? found[0]
  if (!denial && !isToItsEnd(told.value)) return unknown(id, 'What is denied there is a longer list than was read.')
  if (!denial) return { guard: { id, status: 'passed', text: `No deny assignment is about ${name}.` } }
  const what = `${denial.action} is denied by the deny assignment ${denial.name} on ${denial.scope}`
  if (!denial.isSure)
    return unknown(id, `${what}; whether it is about who is signed in, by a group or a condition, is not seen here.`)
  return stands(id, `${what}, whatever a role allows.`, {
    code: 'forbidden',
    remedy:
      'It is made by what manages these resources, such as a managed application or a deployment stack: change it there.'
  })
}

/** Microsoft Learn, cost-management-billing/manage/subscription-states: which requests are taken in which state. */
function takesChanges(state: string): Found {
  const id = 'subscription'
  const is = state.toLowerCase()
  if (is === 'enabled') return { guard: { id, status: 'passed', text: 'The subscription is Enabled.' } }
  if (is === 'pastdue')
    return unknown(id, 'The subscription is PastDue: a payment is missing. Changes are taken until it is disabled.')
  if (is !== 'warned' && is !== 'disabled' && is !== 'expired' && is !== 'deleted')
    return unknown(
      id,
      `The subscription is ${visibleText(state, 40) || 'in no state that is said'}: whether it takes changes is not known.`
    )
  const text = `The subscription is ${visibleText(state, 40)}: it can be read only, and Azure would refuse the change.`
  return stands(id, text, { code: 'refused', remedy: 'Who pays for it has to have it enabled again. Plan again then.' })
}

function lasts({ leftMs }: SubscriptionReading, takesMs: number): Found {
  const id = 'sign-in'
  if (leftMs === null) return unknown(id, 'How long the sign-in is good for is not known.')
  const left = formatDuration(Math.max(0, leftMs))
  if (leftMs >= takesMs + lookedAtMs)
    return { guard: { id, status: 'passed', text: `The sign-in is good for ${left} yet, longer than this takes.` } }
  const text = `The sign-in is good for ${left} only, and no longer one is given now: it is renewed on the way, and where that needs a person, the run stops between two steps.`
  return unknown(id, text)
}

function unknown(id: string, text: string): Found {
  return { guard: { id, status: 'warning', text } }
}

function stands(
  id: string,
  text: string,
  { code, remedy, grant }: { readonly code: 'forbidden' | 'refused'; readonly remedy: string; readonly grant?: string }
): Found {
  const blocked = failureOf(code, text, { remedy, ...(grant === undefined ? {} : { grant }) })
  return { guard: { id, status: 'blocked', text }, blocked }
}
