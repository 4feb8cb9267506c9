import { asFailure } from '../../../contract/index.ts'
import type { AzureReader, NestedProfile, ProbeSettings, TrafficEndpoint, TrafficProfile } from '../../ports/azure.ts'
import { readProfile } from './read-profile.ts'
import { answered } from './serving.ts'

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

/**
 * Names and addresses that an answer leads to when it leads to an endpoint. Name servers of Traffic Manager go through nested
 * profiles by themselves: the answer has an endpoint of the inner one (Microsoft Learn, Traffic Manager FAQ, nested
 * profiles). Null where that one is not known.
 */
export function targetsOf({ target, nested }: Pick<TrafficEndpoint, 'target' | 'nested'>): readonly string[] | null {
  if (!nested) return [target]
  return (
    nested.seen && [target, ...nested.seen.endpoints.map((endpoint) => endpoint.target)].filter((one) => one !== '')
  )
}

/** What is probed of an endpoint, and how: of a nested profile whom it answers with now, as that one probes. */
export function probed(
  { target, nested }: Pick<TrafficEndpoint, 'target' | 'nested'>,
  { probe }: Pick<TrafficProfile, 'probe'>
): { readonly target: string; readonly settings: ProbeSettings } {
  const inner = nested?.seen
  if (!inner) return { target, settings: probe }
  const [first] = [...answered(inner), ...inner.endpoints]
  return { target: first?.target ?? target, settings: inner.probe }
}

/** How many endpoints of a nested profile Traffic Manager has found well. */
export function wellInside({ endpoints }: Pick<TrafficProfile, 'endpoints'>): number {
  return endpoints.filter(
    ({ status, monitorStatus, alwaysServe }) =>
      status === 'Enabled' && (alwaysServe || ['online', 'unmonitored'].includes(monitorStatus.toLowerCase()))
  ).length
}
