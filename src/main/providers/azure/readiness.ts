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

/**
 * Asks what the one who is signed in may do with a profile, and which locks hold it. What cannot be asked stands against
 * nothing: it is said. Deny assignments, policies and conditions of roles are not seen here.
 * @throws the abort reason.
 */
export async function readinessOf(
  azure: AzureReader,
  profile: TrafficProfile,
  endpoints: readonly TrafficEndpoint[],
  abort: AbortSignal
): Promise<Readiness> {
  const [permissions, locks] = await Promise.all([
    asked(azure.readAccess(profile.id, 'permissions', abort), abort),
    asked(azure.readAccess(profile.id, 'locks', abort), abort)
  ])
  const found = [mayWrite(permissions, profile, endpoints), isUnlocked(locks, profile, endpoints)]
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

function mayWrite(told: Asked, profile: TrafficProfile, endpoints: readonly TrafficEndpoint[]): Found {
  const id = 'permissions'
  if (!told.ok) return unknown(id, `What may be changed cannot be asked: ${told.failure.message}`)
  const { value: answer } = told
  const actions = [
    ...new Set(endpoints.map(({ kind }) => `Microsoft.Network/trafficManagerProfiles/${kind}/write`))
  ].toSorted()
  const missing = actions.filter((action) => isAllowed(answer, action) === false)
  if (missing.length > 0) {
    const scope = `/subscriptions/${profile.subscription}/resourceGroups/${profile.group}`
    const text = `Whoever is signed in may not ${missing.join(' and ')} on ${profile.profile}.`
    return stands(id, text, {
      code: 'forbidden',
      remedy: 'Have the role below assigned, or activate the one that may do it, and plan again.',
      grant: smallestRole(`Backout: endpoints of ${profile.profile}`, missing, scope)
    })
  }
  if (actions.some((action) => isAllowed(answer, action) === null))
    return unknown(id, 'What may be changed is a longer list than was read.')
  return { guard: { id, status: 'passed', text: `Whoever is signed in may change endpoints of ${profile.profile}.` } }
}

function isUnlocked(told: Asked, profile: TrafficProfile, endpoints: readonly TrafficEndpoint[]): Found {
  const id = 'locks'
  if (!told.ok) return unknown(id, `Locks cannot be asked for: ${told.failure.message}`)
  const [lock] = endpoints.flatMap((endpoint) => locksOn(told.value, endpoint.id))
  if (!lock) return { guard: { id, status: 'passed', text: `No lock holds ${profile.profile}.` } }
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
