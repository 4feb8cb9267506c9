import * as z from 'zod/mini'
import type { Choice } from '../../../contract/index.ts'
import type { EndpointStatus, TrafficEndpoint } from '../../ports/azure.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import { endpointKey } from '../../providers/azure/seen-region.ts'

/** In plans, records and the registry. */
export const regionFailbackId = 'regionFailback'

/** The statuses that stood before, as JSON by `kind/name`. */
export const failbackChoice = z.strictObject({ snapshot: z.string().check(z.maxLength(4_096)) })

const statuses = z.record(z.string(), z.enum(['Enabled', 'Disabled']))

/** What is gone back to. */
export type Snapshot = Readonly<Record<string, EndpointStatus>>

/** The statuses of endpoints as a choice, for the way back: of those that a plan changes, and of no other. */
export function snapshotOf(endpoints: readonly TrafficEndpoint[]): Choice {
  const entries = endpoints.flatMap((endpoint) =>
    endpoint.status === null ? [] : [[endpointKey(endpoint), endpoint.status] as const]
  )
  return { snapshot: JSON.stringify(Object.fromEntries(entries)) }
}

/** The snapshot in a choice; null for what is none. */
export function readSnapshot(choice: Choice): Snapshot | null {
  const known = failbackChoice.safeParse(choice)
  const read = known.success ? statuses.safeParse(parsedJson(known.data.snapshot)) : undefined
  return read?.success ? read.data : null
}
