import type { World } from '../../ports/lever.ts'
import { differences, type ExpectedProfile } from '../../providers/azure/fingerprint.ts'
import { groupBasis } from '../../providers/azure/group-part.ts'
import { pairBasis } from '../../providers/azure/postgres-part.ts'
import { seenRegion } from '../../providers/azure/seen-region.ts'
import { accountBasis } from '../data-frame/index.ts'

/** What a plan that leads users was made of. */
export interface RegionBasis {
  readonly profile: ExpectedProfile
  /** Of the account whose write region the plan moves; null where it moves none. */
  readonly data: string | null
  /** Of the failover group that the plan fails over; null where it leaves it. */
  readonly sql: string | null
  /** Of the servers of PostgreSQL that the plan switches; null where it leaves them. */
  readonly postgres: string | null
}

/** Whether a plan still fits: what cannot be read now says nothing against it. Pure. */
export function regionStillFits(basis: unknown, world: World): boolean {
  const { profile, data, sql, postgres } = basis as RegionBasis
  const seen = seenRegion(world)
  if (seen === null) return true
  if (differences(seen.profile, profile).length > 0) return false
  const isGroup = sql === null || seen.sql.kind !== 'group' || groupBasis(seen.sql.group) === sql
  const isPair = postgres === null || seen.postgres.kind !== 'pair' || pairBasis(seen.postgres.pair) === postgres
  return (
    isGroup && isPair && (data === null || seen.data.kind !== 'account' || accountBasis(seen.data.account) === data)
  )
}
