import { asFailure } from '../../../contract/index.ts'
import type { AzureReader, NestedProfile, TrafficProfile } from '../../ports/azure.ts'
import { readProfile } from './read-profile.ts'

/** Reads the profiles that are endpoints of a profile. What cannot be read is said, and spoils nothing else. */
export async function withNested(
  azure: Pick<AzureReader, 'profile' | 'readProfile'>,
  profile: TrafficProfile,
  abort: AbortSignal
): Promise<TrafficProfile> {
  if (profile.endpoints.every(({ nested }) => nested === null)) return profile
  const endpoints = await Promise.all(
    profile.endpoints.map(async (endpoint) => {
      const { nested } = endpoint
      return nested ? { ...endpoint, nested: await readNested(azure, nested, abort) } : endpoint
    })
  )
  return { ...profile, endpoints }
}

async function readNested(
  azure: Pick<AzureReader, 'profile' | 'readProfile'>,
  nested: NestedProfile,
  abort: AbortSignal
): Promise<NestedProfile> {
  const { name } = nested
  if (!name) return nested
  if (name.subscription.toLowerCase() !== azure.profile.subscription.toLowerCase())
    return { ...nested, unread: 'it is in another subscription' }
  try {
    return { ...nested, seen: readProfile(name, await azure.readProfile(name, { abort })), unread: '' }
  } catch (error) {
    abort.throwIfAborted()
    return { ...nested, unread: asFailure(error).message }
  }
}
