import type { PostgresPair, PostgresPairName, PostgresServerName, PostgresSide } from '../../ports/postgres-pair.ts'
import { postgresId, type ListedReplica } from './read-postgres.ts'

/** The names of a server alone. */
export function postgresAt({ subscription, group, server }: PostgresServerName): PostgresServerName {
  return { subscription, group, server }
}

export function postgresSide({ sides }: Pick<PostgresPair, 'sides'>, server: string): PostgresSide | undefined {
  return sides.find((side) => side.server === server.toLowerCase())
}

/** The one that writes; undefined for what does not add up. */
export function primaryIn({ sides }: Pick<PostgresPair, 'sides'>): PostgresSide | undefined {
  const [first, ...more] = sides.filter(({ role }) => role === 'Primary')
  return more.length === 0 ? first : undefined
}

/** The names of a pair as it was found: primary first. */
export function pairNames({ sides: [first, second] }: Pick<PostgresPair, 'sides'>): PostgresPairName {
  return { primary: postgresAt(first), replica: postgresAt(second) }
}

/** A pair of servers that were read, with what was read of the replicas of its primary. */
export function pairFrom(
  sides: PostgresPair['sides'],
  replicas: readonly ListedReplica[],
  endpoint: Pick<PostgresPair, 'endpoint' | 'endpointUnread'>
): PostgresPair {
  const ids = sides.map(postgresId)
  return {
    subscription: sides[0].subscription,
    sides,
    replication: replicas.find(({ side }) => ids.includes(postgresId(side)))?.replication ?? '',
    others: replicas.flatMap(({ side }) => (ids.includes(postgresId(side)) ? [] : [side.server])),
    ...endpoint
  }
}
