import * as z from 'zod/mini'
import type { ReadPlace } from '../../ports/place.ts'
import { freshAccount } from '../../providers/azure/account-target.ts'
import { azureOf } from '../../providers/azure/endpoint-target.ts'

/** An account of Cosmos DB, by its names. */
export const keptAccount = z.object({
  account: z.object({ subscription: z.string(), group: z.string(), account: z.string() })
})

/** What stands of an account in a record: all that is judged by. */
export async function keepDataAccount(
  { account }: z.infer<typeof keptAccount>,
  place: ReadPlace,
  abort: AbortSignal
): Promise<Readonly<Record<string, unknown>>> {
  return { account: { ...(await freshAccount(azureOf(place), account, abort)) } }
}
