import * as z from 'zod/mini'
import type { Check } from '../../../contract/index.ts'
import { asFailure } from '../../../contract/index.ts'
import type { AzureReader, NameReading, TrafficEndpoint, TrafficProfile } from '../../ports/azure.ts'
import type { Proven, Proving } from '../../ports/lever.ts'
import { azureOf, freshProfile } from '../../providers/azure/endpoint-target.ts'
import { probed } from '../../providers/azure/nested.ts'
import { forgottenMs, regionBudgets } from '../../providers/azure/region-budgets.ts'
import { usuallyMs } from '../../providers/azure/data-move.ts'
import { readLeads, type LeadWish } from '../../providers/azure/name-lead.ts'
import { remembered, type Remembered } from '../../providers/azure/user-times.ts'
import { dataChecks, dataProof, wellSince, type WellSince } from '../data-frame/index.ts'
import { postgresChecks, postgresProof } from '../postgres-frame/index.ts'
import { groupChecks, groupProof } from '../sql-frame/index.ts'
import { allSayIt } from './all-say-it.ts'
import { endpointSaid } from './endpoint-said.ts'
import { nameChecks, type Named, type Said } from './name-checks.ts'

const status = z.enum(['Enabled', 'Disabled'])

/** What proves that users are led elsewhere. */
export const regionProof = z.object({
  subscription: z.string(),
  group: z.string(),
  profile: z.string(),
  /** Id of the endpoint that has to be well. */
  to: z.string(),
  /** Id of the endpoint that nobody may be answered with any more; empty where others are answered too. */
  away: z.string(),
  /** How the endpoints have to stand, by id. */
  statuses: z.record(z.string(), status),
  /**
   * What proves that the writes have moved; left out where the data stays as it is. A member called `data` is what a Secret
   * holds, and never recorded.
   */
  moved: z.optional(dataProof),
  /** What proves that a failover group has been failed over; left out where none is. */
  sql: z.optional(groupProof),
  /** What proves that servers of PostgreSQL have swapped roles; left out where none have. */
  postgres: z.optional(postgresProof),
  /** What of the data was not moved with the users, and why; left out where all of it is where it is to be. Owed once users have moved. */
  left: z.optional(z.array(z.string())),
  /** Why the data is where users are led without a move, as it was read for the approval; left out where it is not, or moves. */
  home: z.optional(z.string()),
  /** What becomes of the data, as it was approved with the plan; left out where that is still to be decided. */
  decided: z.optional(z.string())
})
export type RegionProof = z.infer<typeof regionProof>

/** Azure has none: what is said in its place. */
export const noDryRun = {
  status: 'none',
  text: 'Azure has no dry run: the profile is read and compared before each change.'
} as const

/** `to` and `away` are left out where there is no such endpoint. */
export function proofOf(
  { subscription, group, profile }: TrafficProfile,
  ends: { readonly to: TrafficEndpoint | undefined; readonly away: TrafficEndpoint | undefined },
  rest: Pick<RegionProof, 'statuses'> & {
    readonly moved?: RegionProof['moved'] | null
    readonly sql?: RegionProof['sql'] | null
    readonly postgres?: RegionProof['postgres'] | null
    readonly left?: readonly string[]
    readonly home?: string | null
    readonly decided?: string | null
  }
): RegionProof {
  const { statuses, moved, sql, postgres, left = [], home, decided } = rest
  const of = { subscription, group, profile, to: ends.to?.id ?? '', away: ends.away?.id ?? '', statuses }
  return {
    ...of,
    ...(moved ? { moved } : {}),
    ...(sql ? { sql } : {}),
    ...(postgres ? { postgres } : {}),
    ...(left.length > 0 ? { left: [...left] } : {}),
    ...(home ? { home } : {}),
    ...(decided ? { decided } : {})
  }
}

const everyMs = 5_000
/** It is watched on after that: the region may fall ill, or somebody may change the profile. */
const watchMs = 30 * 60_000

/** `isDataMoved`: it has to say so as well. */
export function regionPhases(profile: TrafficProfile, names: Pick<NameReading, 'fronts'>, isDataMoved = false) {
  const title = isDataMoved ? 'Every name server says so, and the data does' : 'Every name server says so'
  return [{ id: 'names', title, expectedMs: heldMs(remembered(profile, names)) }]
}

/**
 * For how long all of it has to be so, milliseconds: users whose resolvers cannot be asked are led elsewhere once what they
 * were told is forgotten, and the minute after that is the first that they are well in.
 */
function heldMs({ usualSeconds }: Remembered): number {
  return usualSeconds * 1_000 + 60_000
}

/** How long a plan that leads users takes at most, the data with it, real milliseconds. */
export function atMostMs(profile: TrafficProfile, names: Pick<NameReading, 'fronts'>, speed: number): number {
  const { wellMs, movedMs } = regionBudgets(profile)
  const times = remembered(profile, names)
  return (wellMs + movedMs + forgottenMs(times.mostSeconds) + heldMs(times) + usuallyMs.planned) / speed
}

interface Look {
  readonly checks: readonly Check[]
  /** Null where the profile cannot be read. */
  readonly times: Remembered | null
}

/**
 * Reads profile, probe and name servers until all of them have said so for long enough. A name server that remembers the old
 * answer is waited for as long as it may; one that cannot be asked from here informs only. Where the data moved too, that
 * has to say so as long.
 * @throws the abort reason.
 */
export async function proveRegion({ proof, place, abort, show }: Proving<RegionProof>): Promise<Proven> {
  const { clock } = place
  const beganMs = clock.now().getTime()
  let well: WellSince | null = null
  for (;;) {
    const lookedMs = clock.now().getTime()
    const [{ checks: users, times }, data, sql, postgres] = await Promise.all([
      look(),
      proof.moved ? dataChecks(proof.moved, place, abort) : [],
      proof.sql ? groupChecks(proof.sql, place, abort) : [],
      proof.postgres ? postgresChecks(proof.postgres, place, abort) : []
    ])
    const read = [...users, ...data, ...sql, ...postgres]
    const left = proof.left?.join(' ')
    const checks = [
      ...read,
      ...(left === undefined ? [] : [checkOf('data-left', 'The data moved with the users', leftOf(left))]),
      ...(proof.home === undefined
        ? []
        : [checkOf('dataHome', 'The data is where users are led', readBefore(proof.home))]),
      ...(proof.decided === undefined ? [] : [checkOf('dataDecided', 'The data is decided', readBefore(proof.decided))])
    ]
    const isProved = checks.every(({ blocks }) => !blocks)
    const nowMs = clock.now().getTime()
    well = wellSince(well, { beganMs: lookedMs, endedMs: nowMs, isWell: isProved }, clock.speed)
    const { sinceMs } = well
    const forMs = sinceMs === null || times === null ? null : heldMs(times) - (nowMs - sinceMs)
    show(checks, 'names', read.findLast(({ status: is }) => is !== 'True')?.evidence ?? allSayIt(forMs))
    const isHeld = sinceMs !== null && times !== null && nowMs - sinceMs >= heldMs(times)
    const isLate = !isProved && times !== null && nowMs - beganMs >= lateMs(checks, times)
    if (isHeld || isLate) return { checks, proved: isHeld, seen: proof.statuses, watchMs }
    await clock.sleep(everyMs, abort)
  }

  /** A resolver that has not moved is waited for as long as it may keep a whole answer; nothing else is. */
  function lateMs(checks: readonly Check[], { usualSeconds, mostSeconds }: Remembered): number {
    const isNames = checks.every(({ blocks, name }) => !blocks || name.startsWith('front '))
    return forgottenMs(isNames ? mostSeconds : usualSeconds, clock.speed)
  }

  async function look(): Promise<Look> {
    try {
      const azure = azureOf(place)
      const profile = await freshProfile(azure, proof, abort)
      const { said, names } = await lookAt(azure, profile, proof, abort)
      return { checks: said.map(([name, title, one]) => checkOf(name, title, one)), times: remembered(profile, names) }
    } catch (error) {
      abort.throwIfAborted()
      const unread: Said = { status: 'Unknown', evidence: `Not readable: ${asFailure(error).message}` }
      return { checks: [checkOf('region', 'Traffic Manager', unread)], times: null }
    }
  }

  function checkOf(name: string, title: string, said: Said & { readonly informs?: boolean }): Check {
    const { status: is, evidence, harm, informs = false } = said
    return {
      name,
      title,
      status: is,
      evidence,
      ...(harm === undefined ? {} : { harm }),
      blocks: is !== 'True' && !informs,
      observedAt: clock.now().toISOString()
    }
  }
}

/** It informs: it was read, and approved, with the plan. */
function readBefore(evidence: string): Said & { readonly informs: boolean } {
  return { status: 'True', evidence, informs: true }
}

/** Nobody read it again: it is what was approved. */
function leftOf(text: string): Said & { readonly informs: boolean } {
  return { status: 'False', evidence: text, informs: true }
}

async function lookAt(
  azure: AzureReader,
  profile: TrafficProfile,
  proof: RegionProof,
  abort: AbortSignal
): Promise<{ readonly said: readonly Named[]; readonly names: NameReading }> {
  const to = profile.endpoints.find(({ id }) => id === proof.to)
  const { target, settings } = to ? probed(to, profile) : { target: '', settings: profile.probe }
  const [probe, names] = await Promise.all([azure.probe(target, settings, abort), azure.resolve(profile.fqdn, abort)])
  const wish = wishOf(profile, proof)
  const asked = [...names.authoritative, ...[names, ...names.fronts].flatMap(({ recursive }) => recursive)]
  const answers = asked.map(({ answer }) => answer)
  const leads = await readLeads(azure, answers, wish, profile.endpoints, abort)
  const said: readonly Named[] = [
    ['profile', 'Endpoints stand as they were left', standing(profile, proof)],
    ['endpoint', `${to?.name ?? 'The endpoint'} is well`, endpointSaid(to, probe)],
    ...nameChecks(names, wish, profile, leads)
  ]
  return { said, names }
}

function wishOf({ endpoints }: TrafficProfile, { to, away }: RegionProof): LeadWish {
  return endpoints.some(({ id }) => id === away) ? { kind: 'awayFrom', id: away } : { kind: 'to', id: to }
}

function standing({ endpoints }: TrafficProfile, { statuses }: RegionProof): Said {
  const other = endpoints
    .filter(({ id, status: is }) => statuses[id] !== is)
    .map(({ name, status: is }) => `${name} is ${is}`)
  return other.length === 0
    ? { status: 'True', evidence: endpoints.map(({ name, status: is }) => `${name} ${is}`).join(', ') }
    : { status: 'False', evidence: `Somebody changed it: ${other.join(', ')}` }
}
