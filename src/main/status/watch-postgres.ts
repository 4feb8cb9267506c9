import { asFailure } from '../../contract/index.ts'
import type { AzureReader, ProbeReading } from '../ports/azure.ts'
import type { Clock } from '../ports/clock.ts'
import type { PostgresHint, PostgresPair, PostgresSeen, PostgresServerName } from '../ports/postgres-pair.ts'
import { choosePair, primariesOf } from '../providers/azure/choose-postgres.ts'
import { askPostgres } from '../providers/azure/postgres-target.ts'
import { namedPair, postgresPairsIn } from '../providers/azure/postgres-pairs.ts'
import { postgresId, postgresIn } from '../providers/azure/read-postgres.ts'

export interface WatchPostgresOptions {
  readonly azure: AzureReader
  readonly clock: Clock
  readonly abort: AbortSignal
  /** What is known of the server that is meant. */
  readonly hint: () => PostgresHint
  /** Called when a probe has come back. */
  readonly onProbe: () => void
}

/** What of PostgreSQL is written to beside a profile, read as often as `look` is called. */
export interface WatchedPostgres {
  readonly seen: () => PostgresSeen
  /** Never throws but for the abort reason. */
  look(): Promise<void>
}

/**
 * Follows the primary that the service writes to and its replica, and asks both. Where nothing says which server that is, none is
 * followed.
 */
export function watchPostgres({ azure, clock, abort, hint, onProbe }: WatchPostgresOptions): WatchedPostgres {
  let followed = ''
  let probes = new Map<string, ProbeReading>()
  const asking = new Set<string>()
  let seen: PostgresSeen = { kind: 'loading' }

  async function ask(server: string, host: string): Promise<void> {
    if (asking.has(server)) return
    asking.add(server)
    const of = followed
    const reading = await askPostgres(azure, { host }, abort).catch(() => undefined)
    asking.delete(server)
    if (!reading || of !== followed) return
    probes.set(server, reading)
    if (seen.kind === 'pair') seen = { ...seen, probes: new Map(probes) }
    onProbe()
  }

  async function read(known: PostgresHint): Promise<PostgresSeen> {
    const { subscription, group } = azure.profile
    const listed = postgresIn(await azure.readPostgresServers({ subscription, group }, { abort }))
    const servers = listed.items.map(({ side }) => side)
    const { items: pairs, isWhole: isAllPairs } = await postgresPairsIn(azure, servers, abort)
    const isWhole = listed.isWhole && isAllPairs
    const choice = choosePair(pairs, servers, known, isWhole)
    const found = primariesOf(pairs)
    if (choice.kind === 'none') return choice
    if (choice.kind === 'unknown') return { kind: 'several', found, isWhole, named: choice.named }
    if (choice.kind === 'known') return follow(choice.pair, choice, found)
    return follow(await namedPair(azure, choice.name, abort), { by: 'operator', direct: null }, found)
  }

  function follow(
    pair: PostgresPair,
    { by, direct }: Pick<Extract<PostgresSeen, { readonly kind: 'pair' }>, 'by' | 'direct'>,
    found: readonly PostgresServerName[]
  ): PostgresSeen {
    const id = JSON.stringify(pair.sides.map(postgresId).toSorted())
    if (followed !== id) {
      followed = id
      probes = new Map()
      asking.clear()
    }
    for (const { server, host } of pair.sides) void ask(server, host)
    return { kind: 'pair', pair, by, direct, found, probes: new Map(probes), observedAt: clock.now().toISOString() }
  }

  return {
    seen: () => seen,
    async look() {
      const known = hint()
      const take = (next: PostgresSeen): void => {
        if (known === hint()) seen = next
      }
      try {
        take(await read(known))
      } catch (error) {
        abort.throwIfAborted()
        const failure = asFailure(error)
        // Whoever may not read servers of PostgreSQL has none, as far as anything says.
        const isAsked = known.chosen !== null || known.named.length > 0
        const isNothing = !isAsked && (failure.code === 'forbidden' || failure.code === 'notFound')
        take(isNothing ? { kind: 'none' } : { kind: 'unread', failure })
      }
    }
  }
}
