import type { RegionView } from '../../ports/azure.ts'
import type { PostgresPair, PostgresSeen, PostgresSide } from '../../ports/postgres-pair.ts'
import type { RegionHealth } from './data-standing.ts'
import { stays, whyDataUnread, type DataPart, type DataWish } from './data-part.ts'
import type { SwitchHow } from './postgres-request.ts'
import { fitWords, postgresHealth, replicationWords, stopsOf, type SeenPair } from './postgres-standing.ts'
import { primaryIn } from './postgres-pair-of.ts'
import { othersUnread } from './listed.ts'
import { isSameRegion } from './read-account.ts'

/** A switch of a pair, with how its servers are. */
export interface PairSwitch {
  readonly how: SwitchHow
  readonly pair: PostgresPair
  readonly from: PostgresSide
  readonly to: PostgresSide
  /** A server that the service's settings name in place of the virtual endpoint; null for none. */
  readonly direct: string | null
  readonly health: (side: PostgresSide) => RegionHealth
}

/** What a plan that leads users does with PostgreSQL beside them. */
export type PostgresPart =
  | Exclude<DataPart, { readonly kind: 'moves' }>
  | { readonly kind: 'moves'; readonly move: PairSwitch }

/** Why a pair is not switched here. */
export function noPrimary({ sides }: Pick<PostgresPair, 'sides'>): string {
  return `${sides.map(({ server }) => server).join(' and ')} are not a primary and its replica.`
}

/** A switch of a pair from its primary to its replica, as a whole; null where it has not one of each. */
export function switchIn(
  seen: SeenPair,
  view: Pick<RegionView, 'profile' | 'probes'>,
  how: SwitchHow
): PairSwitch | null {
  const { pair, direct } = seen
  const from = primaryIn(pair)
  const to = pair.sides.find(({ server }) => server !== from?.server)
  if (!from || to?.role !== 'Replica') return null
  return { how, pair, from, to, direct, health: (side) => postgresHealth(side, seen, view) }
}

/** What fits, by what is seen. Pure. Users wait for nothing of this: what speaks against a switch leaves the pair as it is. */
export function postgresPartOf(
  view: Pick<RegionView, 'profile' | 'probes' | 'postgres'>,
  wish: DataWish
): PostgresPart {
  const { postgres } = view
  if (postgres.kind === 'none') return postgres
  if (postgres.kind === 'loading')
    return stays('Whether there is a replica of PostgreSQL has not been read yet: it stays as it is.')
  if (postgres.kind === 'several') return stays(`PostgreSQL stays as it is. ${whichPairWords(postgres)}`)
  if (postgres.kind === 'unread') return stays(whyDataUnread(postgres.failure))
  const move = switchIn(postgres, view, 'planned')
  if (!move) return stays(`${noPrimary(postgres.pair)} PostgreSQL stays as it is.`)
  const { from, to, health } = move
  if (isSameRegion(from.location, wish.region))
    return stays(`${from.server} in ${from.location} is primary already.`, true)
  if (!isSameRegion(to.location, wish.region))
    return stays(`${wish.region || 'Where users are led'} has no replica of ${from.server}: it stays primary.`)
  const { is, text } = health(from)
  if (is === 'unknown' && wish.mayOffline)
    return stays(`PostgreSQL stays as it is: whether ${from.server}, its primary, is down cannot be told. ${text}.`)
  const how = is !== 'answers' && wish.mayOffline ? 'forced' : 'planned'
  const stopped = stopsOf(postgres.pair, from, to, how)
  if (stopped !== null) return stays(`PostgreSQL stays as it is. ${stopped}`)
  if (wish.isLeftOut) {
    const meanwhile =
      how === 'forced' ? 'it does not answer, so nothing is written' : 'each write goes from one region to the other'
    const said = `The data is left out: ${from.server} stays primary; ${meanwhile}.`
    return { kind: 'stays', isWell: false, text: said, couldMove: true }
  }
  return { kind: 'moves', move: { ...move, how } }
}

/** Why it is not known which server the service writes to. */
export function whichPairWords({
  found,
  isWhole,
  named
}: Pick<Extract<PostgresSeen, { readonly kind: 'several' }>, 'found' | 'isWhole' | 'named'>): string {
  const names = found.map(({ server }) => server).join(', ')
  const are =
    found.length === 0
      ? `No server of PostgreSQL ${isWhole ? 'here' : 'that was read'} has a replica`
      : found.length === 1
        ? `${names} is the only server of PostgreSQL ${isWhole ? 'here' : 'that was read'} that has a replica`
        : `${names} are servers of PostgreSQL here that have a replica`
  const settings = named.length > 0 ? `, and the service's settings name ${named.join(', ')}` : ''
  return `${are}${isWhole ? '' : othersUnread}${settings}: which one the service writes to is not known.`
}

/** What a plan is made of: while all of it stands, the plan does. */
export function pairBasis(pair: PostgresPair): string {
  const roles = pair.sides.map(({ server, role }) => `${server} ${role}`).toSorted()
  const from = primaryIn(pair) ?? pair.sides[0]
  const to = pair.sides.find(({ server }) => server !== from.server) ?? pair.sides[1]
  const stops = [replicationWords(pair), fitWords(pair, from, to)].map((words) => words.stops)
  return JSON.stringify({ roles, stops })
}
