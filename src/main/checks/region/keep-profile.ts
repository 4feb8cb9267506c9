import * as z from 'zod/mini'
import type { ReadPlace } from '../../ports/place.ts'
import { azureOf, freshProfile } from '../../providers/azure/endpoint-target.ts'

/** A profile of Traffic Manager, by its names. */
export const keptProfile = z.object({
  profile: z.object({ subscription: z.string(), group: z.string(), profile: z.string() })
})

/** What stands of a profile in a record: all that is judged by, which has no credentials but headers of its probe. */
export async function keepProfile(
  { profile: name }: z.infer<typeof keptProfile>,
  place: ReadPlace,
  abort: AbortSignal
): Promise<Readonly<Record<string, unknown>>> {
  const { probe, ...kept } = await freshProfile(azureOf(place), name, abort)
  const { headers, ...settings } = probe
  // What is nested has a probe of its own, whose headers may be secret as well.
  const endpoints = kept.endpoints.map(({ nested, ...endpoint }) => ({
    ...endpoint,
    nested: nested && { name: nested.name, leastWell: nested.leastWell }
  }))
  return { profile: { ...kept, endpoints, probe: { ...settings, headers: headers.map((header) => header.name) } } }
}
