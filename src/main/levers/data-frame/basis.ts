import type { DataAccount } from '../../ports/data-account.ts'

/** What a plan is made of: while all of it stands, the plan does. */
export function accountBasis(account: DataAccount): string {
  const { id, regions, writeRegions, isMultiWrite, isServiceManaged, consistency } = account
  const order = regions.map(({ name }) => name)
  return JSON.stringify({ id, order, writeRegions, isMultiWrite, isServiceManaged, consistency })
}
