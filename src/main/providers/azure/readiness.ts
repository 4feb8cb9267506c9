import { asFailure, failed, failureOf, ok, type Failure, type Guard, type Result } from '../../../contract/index.ts'
import type { JsonObject } from '../../lib/json-access.ts'
import type { AzureReader, TrafficEndpoint, TrafficProfile } from '../../ports/azure.ts'
import { isAllowed, locksOn, smallestRole } from './access.ts'

/** What stands against changing some endpoints, as it is found before anything is sent. */
export interface Readiness {
  readonly guards: readonly Guard[]
  /** Null where nothing is known to stand against it. */
  readonly blocked: Failure | null
}

/** What is to be allowed, and where. */
export interface Wanted {
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
 * Asks what the one who is signed in may do with a resource, and which locks hold it. What cannot be asked stands against
 * nothing: it is said. Deny assignments, policies and conditions of roles are not seen here.
 * @throws the abort reason.
 */
export async function readinessFor(azure: AzureReader, wanted: Wanted, abort: AbortSignal): Promise<Readiness> {
  const [permissions, locks] = await Promise.all([
    asked(azure.readAccess(wanted.id, 'permissions', abort), abort),
    asked(azure.readAccess(wanted.id, 'locks', abort), abort)
  ])
  const found = [mayWrite(permissions, wanted), isUnlocked(locks, wanted)]
  return { guards: found.map(({ guard }) => guard), blocked: found.find(({ blocked }) => blocked)?.blocked ?? null }
}

type Asked = Result<JsonObject>
type Found = { readonly guard: Guard; readonly blocked?: Failure }

async function asked(reading: Promise<JsonObject>, abort: AbortSignal): Promise<Asked> {
  try {
    return ok(await reading)
  } catch (error) {
    abort.throwIfAborted()
    return failed(asFailure(error))
  }
}

function mayWrite(told: Asked, { subscription, group, name, actions, what }: Wanted): Found {
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

function isUnlocked(told: Asked, { name, changed }: Wanted): Found {
  const id = 'locks'
  if (!told.ok) return unknown(id, `Locks cannot be asked for: ${told.failure.message}`)
  const [lock] = changed.flatMap((one) => locksOn(told.value, one))
  if (!lock) return { guard: { id, status: 'passed', text: `No lock holds ${name}.` } }
  const text = `The lock ${lock.name} on ${lock.scope} keeps everything as it is: Azure would refuse the change.`
  return stands(id, text, { code: 'refused', remedy: 'Who set it has to take it away. Plan again then.' })
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
