import type { PostgresHint, PostgresKnownBy, PostgresPair, PostgresServerName } from '../../ports/postgres-pair.ts'
import { postgresAt } from './postgres-pair-of.ts'
import { postgresId } from './read-postgres.ts'

/** Which pair the service writes to, and how that is known. */
export type ChosenPair =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'known'
      readonly pair: PostgresPair
      readonly by: PostgresKnownBy
      /** A server of it that the settings name in place of the virtual endpoint; null for none. */
      readonly direct: string | null
    }
  /** The operator named a server that is none of these: it is read by its name. */
  | { readonly kind: 'elsewhere'; readonly name: PostgresServerName }
  /** Nobody knows: it is asked. `named`: what the settings name, and nothing here is. */
  | { readonly kind: 'unknown'; readonly named: readonly string[] }

/**
 * The operator's word counts, then what the service's own settings name, a virtual endpoint or a server, then that there is one
 * pair alone. Where the settings name another server than those of the only pair, that is not taken for it. Pure.
 * @param servers all servers of PostgreSQL of the group, also those without a replica
 * @param isWhole that there are no others
 */
export function choosePair(
  found: readonly PostgresPair[],
  servers: readonly PostgresServerName[],
  { chosen, named }: PostgresHint,
  isWhole: boolean
): ChosenPair {
  const labels = named.map((label) => label.toLowerCase())
  const known = (pair: PostgresPair, by: PostgresKnownBy): ChosenPair => ({
    kind: 'known',
    pair,
    by,
    direct: isByEndpoint(pair, labels) ? null : directOf(pair, labels)
  })
  if (chosen) {
    const own = found.find(({ sides }) => sides.some((side) => postgresId(side) === postgresId(chosen)))
    return own ? known(own, 'operator') : { kind: 'elsewhere', name: chosen }
  }
  const own = found.filter((pair) => isByEndpoint(pair, labels) || directOf(pair, labels) !== null)
  const [first, ...more] = own
  if (first && more.length === 0) return known(first, 'settings')
  const [only, ...others] = found
  if (!only) {
    // A server of the group that has no replica: there is nothing to switch, and nothing to ask.
    const isServed = labels.every((label) => servers.some(({ server }) => server === label))
    return isWhole && isServed ? { kind: 'none' } : { kind: 'unknown', named }
  }
  if (isWhole && others.length === 0 && named.length === 0) return known(only, 'alone')
  return { kind: 'unknown', named: own.length > 0 ? [] : named }
}

/** Primaries of the pairs, for who is to choose. */
export function primariesOf(found: readonly PostgresPair[]): readonly PostgresServerName[] {
  return found.map(({ sides: [primary] }) => postgresAt(primary))
}

function isByEndpoint({ endpoint }: PostgresPair, labels: readonly string[]): boolean {
  return endpoint !== null && labels.includes(endpoint.name.toLowerCase())
}

function directOf({ sides }: PostgresPair, labels: readonly string[]): string | null {
  return sides.find(({ server }) => labels.includes(server))?.server ?? null
}
