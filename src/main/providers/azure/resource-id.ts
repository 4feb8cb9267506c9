import { FailureError, failureOf } from '../../../contract/index.ts'
import type { ProfileName } from '../../ports/azure.ts'
import type { AccountName } from '../../ports/data-account.ts'

const pattern =
  /^\/subscriptions\/(?<subscription>[0-9a-f-]{36})\/resourcegroups\/(?<group>[\w().-]{1,90})\/providers\/microsoft\.network\/trafficmanagerprofiles\/(?<profile>[\w.-]{1,80})$/i

/**
 * The names in the resource id of a Traffic Manager profile. The SDK would send names that Azure does not allow, so they
 * are checked here (Azure resource name rules: resource groups 1-90, profiles 1-63 of letters, digits, dots and hyphens).
 * @throws FailureError `badInput` for what is no such id.
 */
export function profileNameOf(id: string): ProfileName {
  const name = knownProfile(id)
  if (name) return name
  throw new FailureError(
    failureOf('badInput', 'That is not the resource id of a Traffic Manager profile.', {
      remedy: 'Copy it from the profile’s properties: /subscriptions/…/trafficManagerProfiles/NAME.'
    })
  )
}

/** The names in the resource id of a profile; null for what is no such id. */
export function knownProfile(id: string): ProfileName | null {
  const { subscription = '', group = '', profile = '' } = pattern.exec(id)?.groups ?? {}
  return subscription === '' ? null : { subscription, group, profile }
}

/** The resource id of a profile, in lower case: Azure compares ids in any letter case. */
export function profileId({ subscription, group, profile }: ProfileName): string {
  return `/subscriptions/${subscription}/resourcegroups/${group}/providers/microsoft.network/trafficmanagerprofiles/${profile}`.toLowerCase()
}

/** The resource id of an account, in lower case. */
export function accountId({ subscription, group, account }: AccountName): string {
  return `/subscriptions/${subscription}/resourcegroups/${group}/providers/microsoft.documentdb/databaseaccounts/${account}`.toLowerCase()
}

const accountPattern =
  /^\/subscriptions\/(?<subscription>[0-9a-f-]{36})\/resourcegroups\/(?<group>[\w().-]{1,90})\/providers\/microsoft\.documentdb\/databaseaccounts\/(?<account>[a-z0-9-]{3,44})$/i

/**
 * The names in the resource id of a Cosmos DB account (Azure resource name rules: 3-44 of letters, digits and hyphens).
 * @throws FailureError `badInput` for what is no such id.
 */
export function accountNameOf(id: string): AccountName {
  const { subscription = '', group = '', account = '' } = accountPattern.exec(id.trim())?.groups ?? {}
  if (subscription !== '') return { subscription, group, account: account.toLowerCase() }
  throw new FailureError(
    failureOf('badInput', 'That is not the resource id of a Cosmos DB account.', {
      remedy: 'Copy it from the account’s properties: /subscriptions/…/databaseAccounts/NAME.'
    })
  )
}
