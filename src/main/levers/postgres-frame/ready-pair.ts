import { asFailure, failureOf, type Failure } from '../../../contract/index.ts'
import type { AzureReader, ProbeReading, RegionView } from '../../ports/azure.ts'
import type { PlanTools } from '../../ports/lever.ts'
import type { PostgresPair, PostgresPairName } from '../../ports/postgres-pair.ts'
import { stays, whyDataUnread, type DataWish } from '../../providers/azure/data-part.ts'
import { pairBasis, postgresPartOf, type PairSwitch, type PostgresPart } from '../../providers/azure/postgres-part.ts'
import { switchAction } from '../../providers/azure/postgres-request.ts'
import { switchStandsAgainst, type SeenPair } from '../../providers/azure/postgres-standing.ts'
import { pairNames } from '../../providers/azure/postgres-pair-of.ts'
import { askPostgresAgain, freshPair } from '../../providers/azure/postgres-target.ts'
import { readinessFor, type Readiness } from '../../providers/azure/readiness.ts'
import { postgresId } from '../../providers/azure/read-postgres.ts'

/** A pair by the names of both of its servers, as a record has it. */
export type RecordedPair = PostgresPairName

/** What becomes of a pair in a plan, ready to be planned. */
export type ReadyPostgres =
  | Exclude<PostgresPart, { readonly kind: 'moves' }>
  | { readonly kind: 'moves'; readonly move: PairSwitch; readonly readiness: Readiness; readonly basis: string }

/**
 * Reads both servers anew, by their names where they are recorded, and asks what stands against a switch. A failure to read them
 * is said, and holds up nothing else.
 * @throws FailureError `cancelled` only.
 */
export async function readyPostgres(
  azure: AzureReader,
  { view, recorded }: { readonly view: RegionView | null; readonly recorded?: RecordedPair },
  wish: DataWish,
  tools: PlanTools
): Promise<ReadyPostgres> {
  const seen = view?.postgres.kind === 'pair' ? view.postgres : null
  if (!view) return recorded ? stays('PostgreSQL has not been read: it stays as it is.') : { kind: 'none' }
  try {
    const postgres = (recorded ?? seen) ? await freshPairSeen(azure, recorded ?? null, seen, tools) : view.postgres
    const part = postgresPartOf({ ...view, postgres }, wish)
    if (part.kind !== 'moves') return part
    const { move } = part
    const { readiness, blocked } = await askAboutPair(azure, move, tools.abort)
    if (blocked) return stays(`${move.from.server} stays primary. ${blocked.message}`)
    return { kind: 'moves', move, readiness, basis: pairBasis(move.pair) }
  } catch (error) {
    const failure = asFailure(error)
    if (failure.code === 'cancelled') throw error
    return stays(whyDataUnread(failure))
  }
}

/** The pair as it is now, with both of its servers asked anew. @throws FailureError */
export async function freshPairSeen(
  azure: AzureReader,
  recorded: RecordedPair | null,
  seen: SeenPair | null,
  { abort, clock }: Pick<PlanTools, 'abort' | 'clock'>
): Promise<SeenPair> {
  const names = recorded ?? (seen && pairNames(seen.pair))
  if (!names) throw new Error('Nothing says which servers are meant.')
  const pair = remembering(await freshPair(azure, names, abort, true), seen?.pair)
  const probes = await Promise.all(
    pair.sides.map(async (side): Promise<[string, ProbeReading]> => [
      side.server,
      await askPostgresAgain(azure, side, abort)
    ])
  )
  const observedAt = clock.now().toISOString()
  const known = { by: seen?.by ?? 'operator', direct: seen?.direct ?? null } as const
  return { kind: 'pair', pair, ...known, found: [], probes: new Map(probes), observedAt }
}

/** Where a server is does not change: of one that cannot be read now it is as it was read before. */
function remembering(pair: PostgresPair, before: PostgresPair | undefined): PostgresPair {
  const [one, other] = pair.sides.map((side) => {
    const known = side.unread === '' ? undefined : before?.sides.find(({ server }) => server === side.server)
    return known ? { ...known, role: side.role, unread: side.unread } : side
  })
  return one && other ? { ...pair, sides: [one, other] } : pair
}

/** What stands against a switch: rights, locks and denials, and whether both servers are as it needs them. */
export async function askAboutPair(
  azure: AzureReader,
  move: PairSwitch,
  abort: AbortSignal
): Promise<{ readonly readiness: Readiness; readonly blocked: Failure | null }> {
  const { to } = move
  const id = postgresId(to)
  const wanted = {
    subscription: to.subscription,
    group: to.group,
    id,
    name: to.server,
    actions: [switchAction],
    // Both are changed, and a lock on either holds it.
    changed: [id, postgresId(move.from)],
    what: `server ${to.server}`
  }
  const readiness = await readinessFor(azure, wanted, abort)
  return { readiness, blocked: switchBlocked(move) ?? readiness.blocked }
}

function switchBlocked({ how, pair, from, to, health }: PairSwitch): Failure | null {
  const answers = { old: health(from).gateway, next: health(to).gateway }
  const why = switchStandsAgainst({ how, pair, from, to }, answers)
  return why === null ? null : failureOf('refused', why, { retryable: true })
}
