import * as z from 'zod/mini'
import type { Choice } from '../../../contract/index.ts'
import type { EndpointStatus, TrafficEndpoint } from '../../ports/azure.ts'
import type { AccountName } from '../../ports/data-account.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import { endpointKey } from '../../providers/azure/seen-region.ts'
import type { DataProof } from '../data-frame/index.ts'

/** In plans, records and the registry. */
export const regionFailbackId = 'regionFailback'

/**
 * What stood before, as JSON: the statuses by `kind/name`, and which region wrote, where that was moved. `leaves` has the data
 * stay as it is.
 */
export const failbackChoice = z.strictObject({
  snapshot: z.string().check(z.maxLength(4_096)),
  written: z.exactOptional(z.string().check(z.maxLength(1_024))),
  leaves: z.exactOptional(z.literal('data'))
})

const statuses = z.record(z.string(), z.enum(['Enabled', 'Disabled']))
const writtenIn = z.strictObject({
  subscription: z.string(),
  group: z.string(),
  account: z.string(),
  /** The region that wrote, as the account writes it. */
  writes: z.string()
})

/** What is gone back to. */
export interface Snapshot {
  readonly statuses: Readonly<Record<string, EndpointStatus>>
  /** Null where the data was not moved. */
  readonly data: (AccountName & { readonly writes: string }) | null
  readonly isDataLeftOut: boolean
}

/** The statuses of endpoints as a choice, for the way back: of those that a plan changes, and of no other. */
export function snapshotOf(endpoints: readonly TrafficEndpoint[], data: DataProof | null = null): Choice {
  const entries = endpoints.flatMap((endpoint) =>
    endpoint.status === null ? [] : [[endpointKey(endpoint), endpoint.status] as const]
  )
  const snapshot = JSON.stringify(Object.fromEntries(entries))
  if (!data) return { snapshot }
  const { subscription, group, account, from } = data
  return { snapshot, written: JSON.stringify({ subscription, group, account, writes: from }) }
}

/** The snapshot in a choice; null for what is none. */
export function readSnapshot(choice: Choice): Snapshot | null {
  const known = failbackChoice.safeParse(choice)
  if (!known.success) return null
  const read = statuses.safeParse(parsedJson(known.data.snapshot))
  if (!read.success) return null
  const isDataLeftOut = known.data.leaves === 'data'
  if (known.data.written === undefined) return { statuses: read.data, data: null, isDataLeftOut }
  const data = writtenIn.safeParse(parsedJson(known.data.written))
  return data.success ? { statuses: read.data, data: data.data, isDataLeftOut } : null
}
