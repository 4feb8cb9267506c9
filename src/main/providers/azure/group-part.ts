import type { RegionView } from '../../ports/azure.ts'
import type { FailoverGroup, GroupSeen, GroupSide } from '../../ports/failover-group.ts'
import type { RegionHealth } from './data-standing.ts'
import { stays, whyDataUnread, type DataPart, type DataWish } from './data-part.ts'
import type { GroupMoveHow } from './group-request.ts'
import { sideHealth, stateWords, type SeenGroup } from './group-standing.ts'
import { othersUnread } from './listed.ts'
import { isSameRegion } from './read-account.ts'

/** A failover of a group, with how its servers are. */
export interface GroupMove {
  readonly how: GroupMoveHow
  readonly group: FailoverGroup
  readonly from: GroupSide
  readonly to: GroupSide
  /** A server that the service's settings name in place of the group; null for none. */
  readonly direct: string | null
  readonly health: (side: GroupSide) => RegionHealth
}

/** What a plan that leads users does with Azure SQL beside them. */
export type GroupPart =
  | Exclude<DataPart, { readonly kind: 'moves' }>
  | { readonly kind: 'moves'; readonly move: GroupMove }

/** The server that writes; undefined for what does not add up. */
export function primaryOf({ sides, isPair }: FailoverGroup): GroupSide | undefined {
  if (!isPair) return undefined
  const [first, ...more] = sides.filter(({ role }) => role === 'Primary')
  return more.length === 0 ? first : undefined
}

/** Why a group is not failed over here. */
export function noPair({ name }: Pick<FailoverGroup, 'name'>): string {
  return `${name} is not of one primary and one secondary in one subscription.`
}

/** What fits, by what is seen. Pure. Users wait for nothing of this: what speaks against a failover leaves it as it is. */
export function groupPartOf(view: Pick<RegionView, 'profile' | 'probes' | 'sql'>, wish: DataWish): GroupPart {
  const { sql } = view
  if (sql.kind === 'none') return sql
  if (sql.kind === 'loading')
    return stays('Whether there is a failover group has not been read yet: it stays as it is.')
  if (sql.kind === 'several') return stays(`Azure SQL stays as it is. ${whichGroupWords(sql)}`)
  if (sql.kind === 'unread') return stays(whyDataUnread(sql.failure))
  const { group, direct } = sql
  const from = primaryOf(group)
  if (!from) return stays(`${noPair(group)} Azure SQL stays as it is.`)
  if (isSameRegion(from.location, wish.region))
    return stays(`${from.server} in ${from.location} is primary of ${group.name} already.`, true)
  const to = group.sides.find(({ location }) => isSameRegion(location, wish.region))
  if (!to)
    return stays(
      `${wish.region || 'Where users are led'} has no server of ${group.name}: ${from.server} stays primary.`
    )
  return partBetween(view, sql, { from, to, direct }, wish)
}

/** A failover of a group from its primary to its secondary, as a whole; null where it has not one of each. */
export function moveIn(
  seen: SeenGroup,
  view: Pick<RegionView, 'profile' | 'probes'>,
  how: GroupMoveHow
): GroupMove | null {
  const { group, direct } = seen
  const from = primaryOf(group)
  const to = group.sides.find(({ server }) => server !== from?.server)
  if (!from || !to) return null
  return { how, group, from, to, direct, health: (side) => sideHealth(side, seen, view) }
}

function partBetween(
  view: Pick<RegionView, 'profile' | 'probes'>,
  seen: SeenGroup,
  { from, to, direct }: Pick<GroupMove, 'from' | 'to' | 'direct'>,
  { mayOffline, isLeftOut }: DataWish
): GroupPart {
  const { group } = seen
  const health = (side: GroupSide): RegionHealth => sideHealth(side, seen, view)
  const { is, text } = health(from)
  if (is === 'unknown' && mayOffline)
    return stays(`${group.name} stays as it is: whether ${from.server}, its primary, is down cannot be told. ${text}.`)
  const how = is !== 'answers' && mayOffline ? 'forced' : 'planned'
  const state = stateWords(group.state)
  if (state.stops.includes(how)) return stays(`${group.name} stays as it is. ${state.text}`)
  if (isLeftOut) {
    const meanwhile =
      how === 'forced' ? 'it does not answer, so nothing is written' : 'each write goes from one region to the other'
    const said = `The data is left out: ${from.server} stays primary of ${group.name}; ${meanwhile}.`
    return { kind: 'stays', isWell: false, text: said, couldMove: true }
  }
  return { kind: 'moves', move: { how, group, from, to, direct, health } }
}

/** Why it is not known which group the service writes to. */
export function whichGroupWords({
  found,
  isWhole,
  named
}: Pick<Extract<GroupSeen, { readonly kind: 'several' }>, 'found' | 'isWhole' | 'named'>): string {
  const names = found.map(({ failoverGroup }) => failoverGroup).join(', ')
  const are =
    found.length === 0
      ? `${isWhole ? 'There is no' : 'No'} failover group ${isWhole ? 'here' : 'was read here'}`
      : found.length === 1
        ? `${names} is the only failover group ${isWhole ? 'here' : 'that was read'}`
        : `${names} are failover groups here`
  const settings = named.length > 0 ? `, and the service's settings name ${named.join(', ')}` : ''
  return `${are}${isWhole ? '' : othersUnread}${settings}: which one the service writes to is not known.`
}

/** What a plan is made of: while all of it stands, the plan does. */
export function groupBasis({ name, sides, state, policy }: FailoverGroup): string {
  const roles = sides.map(({ server, role }) => `${server} ${role}`).toSorted()
  return JSON.stringify({ name, roles, stops: stateWords(state).stops, policy })
}
