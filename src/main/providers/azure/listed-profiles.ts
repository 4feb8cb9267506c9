import { visibleText } from '../../lib/visible-text.ts'
import { stringAt, type JsonObject } from '../../lib/json-access.ts'
import type { ProfileName } from '../../ports/azure.ts'
import { listedIn, type Listed } from './listed.ts'
import { knownProfile } from './resource-id.ts'

/** A subscription as it is listed. */
export interface ListedSubscription {
  readonly id: string
  /** As people call it; empty where it has no name. */
  readonly name: string
}

/** A profile as it is listed, in what it can be found by. */
export interface ListedProfile {
  /** Resource id as Azure spells it. */
  readonly id: string
  readonly name: ProfileName
  /** The name under which it is answered, in lower case. */
  readonly fqdn: string
}

/** Azure allows 200 profiles a subscription, and more for who asks (Microsoft Learn, Traffic Manager limits). */
const mostProfiles = 2_000
/** Of more subscriptions than this not all are looked through. */
export const mostSubscriptions = 40

/** Versions of the interfaces (azure-rest-api-specs, Subscriptions_List and Profiles_ListBySubscription). */
export const subscriptionsAddress = '/subscriptions?api-version=2022-12-01'

/** Where all profiles of a subscription are listed. */
export function profilesAddress(subscription: string): string {
  return `/subscriptions/${subscription}/providers/Microsoft.Network/trafficmanagerprofiles?api-version=2022-04-01`
}

/** Subscriptions that somebody who signed in may see. */
export function subscriptionsIn(json: JsonObject): Listed<ListedSubscription> {
  return listedIn(json, mostSubscriptions, (entry) => {
    const id = stringAt(entry, 'subscriptionId').toLowerCase()
    return /^[0-9a-f-]{36}$/.test(id) ? { id, name: visibleText(stringAt(entry, 'displayName'), 80) } : null
  })
}

/** The profiles of one subscription; what is not of it is left out, and leaves the list not whole. */
export function profilesIn(json: JsonObject, subscription: string): Listed<ListedProfile> {
  return listedIn(json, mostProfiles, (entry) => {
    const id = stringAt(entry, 'id')
    const name = knownProfile(id)
    if (name?.subscription.toLowerCase() !== subscription) return null
    return { id, name, fqdn: stringAt(entry, 'properties', 'dnsConfig', 'fqdn').toLowerCase().replace(/\.$/, '') }
  })
}
