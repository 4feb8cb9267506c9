import type { World } from '../../ports/lever.ts'
import { differences, type ExpectedProfile } from '../../providers/azure/fingerprint.ts'
import { seenRegion } from '../../providers/azure/seen-region.ts'
import { accountBasis } from '../data-frame/index.ts'

/** What a plan that leads users was made of. */
export interface RegionBasis {
  readonly profile: ExpectedProfile
  /** Of the account whose write region the plan moves; null where it moves none. */
  readonly data: string | null
}

/** Whether a plan still fits: what cannot be read now says nothing against it. Pure. */
export function regionStillFits(basis: unknown, world: World): boolean {
  const { profile, data } = basis as RegionBasis
  const seen = seenRegion(world)
  if (seen === null) return true
  if (differences(seen.profile, profile).length > 0) return false
  return data === null || seen.data.kind !== 'account' || accountBasis(seen.data.account) === data
}
