import * as z from 'zod/mini'
import type { ReadPlace } from '../../ports/place.ts'
import { azureOf } from '../../providers/azure/endpoint-target.ts'
import { freshPair } from '../../providers/azure/postgres-target.ts'

const server = z.object({ subscription: z.string(), group: z.string(), server: z.string() })

/** A pair of servers of PostgreSQL, by their names. */
export const keptPostgres = z.object({ postgresPair: z.object({ primary: server, replica: server }) })

/** What stands of a pair in a record: all that is judged by. */
export async function keepPostgres(
  { postgresPair }: z.infer<typeof keptPostgres>,
  place: ReadPlace,
  abort: AbortSignal
): Promise<Readonly<Record<string, unknown>>> {
  return { postgresPair: { ...(await freshPair(azureOf(place), postgresPair, abort)) } }
}
