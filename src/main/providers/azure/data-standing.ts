import type { DataSeen, ProbeReading, RegionView, TrafficEndpoint } from '../../ports/azure.ts'
import type { AccountRegion, DataAccount } from '../../ports/data-account.ts'
import { isSameRegion } from './read-account.ts'
import { answered, isProvedOnline } from './serving.ts'

/** Microsoft's own guidance for an outage; what is forbidden meanwhile is from there. */
export const outageSource =
  'MicrosoftDocs/azure-databases-docs articles/cosmos-db/disaster-recovery-guidance.md (region outage)'

type SeenAccount = Extract<DataSeen, { readonly kind: 'account' }>

/** Whether a region of an account answers, with what says so. */
export interface RegionHealth {
  readonly is: 'answers' | 'silent' | 'unknown'
  /** What its gateway says alone; null where it was not asked. Nobody writes through one that is silent. */
  readonly gateway: boolean | null
  readonly text: string
}

/**
 * Resource Manager does not say whether a region is well. Its own gateway is asked from here; that it is silent is believed
 * only when what leads users to the same region does not find it well either, or nothing does.
 */
export function regionHealth(
  region: AccountRegion,
  { probes }: Pick<SeenAccount, 'probes'>,
  view: Pick<RegionView, 'profile' | 'probes'>
): RegionHealth {
  const own = probes.get(region.name)
  if (!own) return { is: 'unknown', gateway: null, text: `${region.name}: its gateway has not been asked yet` }
  const { isWell: gateway } = own
  const text = `${region.name}: its gateway ${own.text}`
  if (gateway === true) return { is: 'answers', gateway, text }
  const endpoint = endpointIn(region, view.profile.endpoints)
  if (gateway === null) return { is: 'unknown', gateway, text }
  if (!endpoint) return { is: 'silent', gateway, text }
  const probe: ProbeReading | undefined = view.probes.get(endpoint.id)
  if (isProvedOnline(endpoint) || probe?.isWell === true)
    return { is: 'unknown', gateway, text: `${text}, although ${endpoint.name} there answers` }
  return { is: 'silent', gateway, text: `${text}; ${endpoint.name} there: ${probe?.text ?? 'not asked yet'}` }
}

/** The endpoint that leads users to a region, by the name of its location. */
export function endpointIn(
  { name }: Pick<AccountRegion, 'name'>,
  endpoints: readonly TrafficEndpoint[]
): TrafficEndpoint | undefined {
  return endpoints.find(({ location }) => location !== '' && isSameRegion(location, name))
}

/** The region that writes, as the account lists it; undefined for what does not add up. */
export function writerOf({ regions, writeRegions }: DataAccount): AccountRegion | undefined {
  const [first = ''] = writeRegions
  return regions.find(({ name }) => isSameRegion(name, first))
}

/** The one that takes over when the write region is taken offline: promotion follows the priorities, not anybody's wish. */
export function nextOf(account: DataAccount): AccountRegion | undefined {
  const writer = writerOf(account)
  return account.regions.find(({ name }) => name !== writer?.name)
}

/** The region of the account that users are led to now; null where that is several, or none of them. */
export function regionOfUsers(
  { regions }: DataAccount,
  { profile }: Pick<RegionView, 'profile'>
): AccountRegion | null {
  const all = answered(profile).toSorted(byPriority)
  const led = profile.method === 'Priority' ? all.slice(0, 1) : all
  const [first, ...more] = new Set(led.map(({ location }) => regions.find(({ name }) => isSameRegion(name, location))))
  return more.length > 0 ? null : (first ?? null)
}

/** The region of the account that users are led to once they leave the one that writes, or already; null for none. */
export function nextOfUsers(account: DataAccount, { profile }: Pick<RegionView, 'profile'>): AccountRegion | null {
  const writer = writerOf(account)
  const elsewhere = ({ location }: TrafficEndpoint): boolean =>
    location !== '' && (!writer || !isSameRegion(location, writer.name))
  const ways = [...answered(profile), ...profile.endpoints.toSorted(byPriority)]
  const to = ways.find(elsewhere)
  return (to && account.regions.find(({ name }) => isSameRegion(name, to.location))) ?? null
}

function byPriority(a: TrafficEndpoint, b: TrafficEndpoint): number {
  return (a.priority ?? 0) - (b.priority ?? 0)
}

/** What may be lost when a region is taken offline before what was written there has arrived elsewhere. */
export function lossOf({ consistency, staleness }: Pick<DataAccount, 'consistency' | 'staleness'>): {
  readonly isSome: boolean
  readonly text: string
} {
  if (consistency === 'Strong')
    return { isSome: false, text: 'Consistency is Strong: no write that was acknowledged is lost.' }
  if (consistency === 'BoundedStaleness' && staleness)
    return {
      isSome: true,
      text: `Consistency is BoundedStaleness: writes of the last ${staleness.seconds} s, or the last ${staleness.versions} versions, may be lost.`
    }
  const named = consistency === null ? 'not known' : consistency
  return {
    isSome: true,
    text: `Consistency is ${named}: the last minutes of writes may be lost, and nothing says how many (Microsoft aims at 15 min).`
  }
}
