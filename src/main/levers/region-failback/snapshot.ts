import * as z from 'zod/mini'
import type { Choice } from '../../../contract/index.ts'
import type { EndpointStatus, TrafficEndpoint } from '../../ports/azure.ts'
import type { AccountName } from '../../ports/data-account.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import { endpointKey } from '../../providers/azure/seen-region.ts'
import type { DataProof } from '../data-frame/index.ts'
import type { PostgresProof, RecordedPair } from '../postgres-frame/index.ts'
import type { GroupProof, RecordedGroup } from '../sql-frame/index.ts'

/** In plans, records and the registry. */
export const regionFailbackId = 'regionFailback'

/**
 * What stood before, as JSON: the statuses by `kind/name`, which region wrote, which server was primary of a failover group, and
 * which one of PostgreSQL was, where that was moved. `leaves` has the data stay as it is.
 */
export const failbackChoice = z.strictObject({
  snapshot: z.string().check(z.maxLength(4_096)),
  written: z.exactOptional(z.string().check(z.maxLength(1_024))),
  primary: z.exactOptional(z.string().check(z.maxLength(1_024))),
  postgres: z.exactOptional(z.string().check(z.maxLength(1_024))),
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

const server = z.strictObject({ group: z.string(), server: z.string() })
const primaryBefore = z.strictObject({
  subscription: z.string(),
  failoverGroup: z.string(),
  /** The server that was primary, and the region that it is in. */
  primary: server,
  location: z.string(),
  partner: server
})

const postgresBefore = z.strictObject({
  subscription: z.string(),
  /** The server that was primary, and the region that it is in. */
  primary: server,
  location: z.string(),
  replica: server
})

/** What is gone back to. */
export interface Snapshot {
  readonly statuses: Readonly<Record<string, EndpointStatus>>
  /** Null where the data was not moved. */
  readonly data: (AccountName & { readonly writes: string }) | null
  /** Null where no failover group was failed over. */
  readonly sql: (RecordedGroup & { readonly location: string }) | null
  /** Null where no servers of PostgreSQL were switched: the one that was primary, and where that is. */
  readonly postgres: (RecordedPair & { readonly location: string }) | null
  readonly isDataLeftOut: boolean
}

/** What proves of each kind of data that it was moved; null or left out where it was not. */
export interface MovedProofs {
  readonly data?: DataProof | null
  readonly sql?: GroupProof | null
  readonly postgres?: PostgresProof | null
}

/** The statuses of endpoints as a choice, for the way back: of those that a plan changes, and of no other. */
export function snapshotOf(endpoints: readonly TrafficEndpoint[], { data, sql, postgres }: MovedProofs = {}): Choice {
  const entries = endpoints.flatMap((endpoint) =>
    endpoint.status === null ? [] : [[endpointKey(endpoint), endpoint.status] as const]
  )
  return {
    snapshot: JSON.stringify(Object.fromEntries(entries)),
    ...(data ? { written: writtenBefore(data) } : {}),
    ...(sql ? { primary: primaryOf(sql) } : {}),
    ...(postgres ? { postgres: postgresOf(postgres) } : {})
  }
}

function writtenBefore({ subscription, group, account, from }: DataProof): string {
  return JSON.stringify({ subscription, group, account, writes: from })
}

function primaryOf({ subscription, failoverGroup, from, to }: GroupProof): string {
  const names = ({ group, server: of }: GroupProof['from']) => ({ group, server: of })
  const { location } = from
  return JSON.stringify({ subscription, failoverGroup, primary: names(from), location, partner: names(to) })
}

function postgresOf({ subscription, from, to }: PostgresProof): string {
  const names = ({ group, server: of }: PostgresProof['from']) => ({ group, server: of })
  return JSON.stringify({ subscription, primary: names(from), location: from.location, replica: names(to) })
}

/** The snapshot in a choice; null for what is none. */
export function readSnapshot(choice: Choice): Snapshot | null {
  const known = failbackChoice.safeParse(choice)
  if (!known.success) return null
  const { snapshot, written, primary, postgres: pair, leaves } = known.data
  const read = statuses.safeParse(parsedJson(snapshot))
  const data = written === undefined ? null : writtenIn.safeParse(parsedJson(written))
  const sql = primary === undefined ? null : primaryBefore.safeParse(parsedJson(primary))
  const postgres = pair === undefined ? null : postgresBefore.safeParse(parsedJson(pair))
  if (!read.success || [data, sql, postgres].some((one) => one?.success === false)) return null
  return {
    statuses: read.data,
    data: data?.data ?? null,
    sql: sql?.data ? groupIn(sql.data) : null,
    postgres: postgres?.data ? pairIn(postgres.data) : null,
    isDataLeftOut: leaves === 'data'
  }
}

function groupIn({ subscription, failoverGroup, primary, location, partner }: z.infer<typeof primaryBefore>) {
  return { name: { subscription, ...primary, failoverGroup }, partner: { subscription, ...partner }, location }
}

function pairIn({ subscription, primary, location, replica }: z.infer<typeof postgresBefore>) {
  return { primary: { subscription, ...primary }, replica: { subscription, ...replica }, location }
}
