import * as z from 'zod/mini'
import type { ReadPlace } from '../../ports/place.ts'
import { azureOf } from '../../providers/azure/endpoint-target.ts'
import { freshGroup } from '../../providers/azure/group-target.ts'

const server = { subscription: z.string(), group: z.string(), server: z.string() }

/** A failover group of Azure SQL, by its name and its servers. */
export const keptGroup = z.object({
  failoverGroup: z.object({ ...server, failoverGroup: z.string(), partner: z.object(server) })
})

/** What stands of a group in a record: all that is judged by. */
export async function keepGroup(
  { failoverGroup: { partner, ...name } }: z.infer<typeof keptGroup>,
  place: ReadPlace,
  abort: AbortSignal
): Promise<Readonly<Record<string, unknown>>> {
  return { failoverGroup: { ...(await freshGroup(azureOf(place), name, partner, abort)) } }
}
