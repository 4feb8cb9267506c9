import { FailureError, failureOf, type Target } from '../../../contract/index.ts'
import type { AzureReader, ProfileName, TrafficEndpoint, TrafficProfile } from '../../ports/azure.ts'
import type { ReadPlace } from '../../ports/place.ts'
import { profileNameOf } from './resource-id.ts'
import { readProfile } from './read-profile.ts'
import { showProfileCommand } from './commands.ts'
import { withNested } from './read-nested.ts'

/** An endpoint as what a step changes. */
export function endpointTarget({ cloud }: Pick<AzureReader, 'cloud'>, { id }: Pick<TrafficEndpoint, 'id'>): Target {
  return { api: 'arm', cloud, id }
}

/** Azure as this place reaches it. @throws FailureError `missing` where nobody has signed in. */
export function azureOf({ azure }: Pick<ReadPlace, 'azure'>): AzureReader {
  if (azure) return azure
  const remedy = 'Say which profile is in front of this environment, and sign in.'
  throw new FailureError(failureOf('missing', 'Azure is not open here.', { remedy }))
}

/** A profile as it is now, with those that are nested in it. @throws FailureError */
export async function freshProfile(
  azure: AzureReader,
  name: ProfileName,
  abort: AbortSignal,
  isLogged = false
): Promise<TrafficProfile> {
  const logged = isLogged ? { command: showProfileCommand(name) } : {}
  const profile = readProfile(name, await azure.readProfile(name, { abort, ...logged }))
  return withNested(azure, profile, abort)
}

/** The endpoint that a target names, in its profile as it is now; null when the profile has none of it. @throws FailureError */
export async function endpointAt(
  target: Target,
  azure: AzureReader,
  abort: AbortSignal
): Promise<{ readonly profile: TrafficProfile; readonly endpoint: TrafficEndpoint | null }> {
  if (target.api !== 'arm') throw new FailureError(failureOf('internal', 'That is no endpoint of Traffic Manager.'))
  const name = profileNameOf(target.id.split('/').slice(0, -2).join('/'))
  const profile = await freshProfile(azure, name, abort)
  return { profile, endpoint: profile.endpoints.find(({ id }) => id === target.id) ?? null }
}
