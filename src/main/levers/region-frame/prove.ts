import * as z from 'zod/mini'
import type { Check } from '../../../contract/index.ts'
import { asFailure } from '../../../contract/index.ts'
import type { AskedServer, AzureReader, TrafficEndpoint, TrafficProfile } from '../../ports/azure.ts'
import type { Proven, Proving } from '../../ports/lever.ts'
import { azureOf, freshProfile } from '../../providers/azure/endpoint-target.ts'
import { answerWords, isMeasured, namesEndpoint } from '../../providers/azure/name-verdict.ts'
import { isProvedOnline, isUnmonitored } from '../../providers/azure/serving.ts'
import { regionBudgets } from '../../providers/azure/region-budgets.ts'
import { usuallyMs } from '../../providers/azure/data-move.ts'
import { dataChecks, dataProof } from '../data-frame/index.ts'

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
  moved: z.optional(dataProof)
})
export type RegionProof = z.infer<typeof regionProof>

const everyMs = 5_000
/** It is watched on after that: the region may fall ill, or somebody may change the profile. */
const watchMs = 30 * 60_000

/** `isDataMoved`: the account has to say so as well. */
export function regionPhases(profile: TrafficProfile, isDataMoved = false) {
  const title = isDataMoved ? 'Every name server says so, and the account does' : 'Every name server says so'
  return [{ id: 'names', title, expectedMs: heldMs(profile) }]
}

/**
 * For how long all of it has to be so, milliseconds: users whose resolvers cannot be asked are led elsewhere within a TTL, and
 * the minute after that is the first that they are well in.
 */
function heldMs({ ttlSeconds }: Pick<TrafficProfile, 'ttlSeconds'>): number {
  return ttlSeconds * 1_000 + 60_000
}

/** How long a plan that leads users takes at most, the data with it, real milliseconds. */
export function atMostMs(profile: TrafficProfile, speed: number): number {
  const { wellMs, movedMs, forgottenMs } = regionBudgets(profile)
  return (wellMs + movedMs + forgottenMs + heldMs(profile) + usuallyMs.planned) / speed
}

type Said = Pick<Check, 'status' | 'evidence'>

/**
 * Reads profile, probe and name servers until all of them have said so for long enough. A name server that remembers the old
 * answer is waited for as long as it may; one that cannot be asked from here informs only. Where the data moved too, the account
 * has to say so as long.
 * @throws the abort reason.
 */
export async function proveRegion({ proof, place, abort, show }: Proving<RegionProof>): Promise<Proven> {
  const { clock } = place
  let untilMs: number | null = null
  let wellSinceMs: number | null = null
  for (;;) {
    const [{ checks: users, profile }, data] = await Promise.all([
      look(),
      proof.moved ? dataChecks(proof.moved, place, abort) : []
    ])
    const checks = [...users, ...data]
    // The TTL is known only once the profile has been read.
    untilMs ??= profile && clock.now().getTime() + regionBudgets(profile, clock.speed).forgottenMs
    const isProved = checks.every(({ blocks }) => !blocks)
    const nowMs = clock.now().getTime()
    wellSinceMs = isProved ? (wellSinceMs ?? nowMs) : null
    show(checks, 'names', checks.findLast(({ status: is }) => is !== 'True')?.evidence ?? 'All of them say so')
    const isHeld = wellSinceMs !== null && profile !== null && nowMs - wellSinceMs >= heldMs(profile)
    const isLate = wellSinceMs === null && untilMs !== null && nowMs >= untilMs
    if (isHeld || isLate) return { checks, proved: isHeld, seen: proof.statuses, watchMs }
    await clock.sleep(everyMs, abort)
  }

  async function look(): Promise<{ readonly checks: readonly Check[]; readonly profile: TrafficProfile | null }> {
    try {
      const azure = azureOf(place)
      const profile = await freshProfile(azure, proof, abort)
      const said = await lookAt(azure, profile, proof, abort)
      return { checks: said.map(([name, title, one]) => checkOf(name, title, one)), profile }
    } catch (error) {
      abort.throwIfAborted()
      const unread: Said = { status: 'Unknown', evidence: `Not readable: ${asFailure(error).message}` }
      return { checks: [checkOf('region', 'Traffic Manager', unread)], profile: null }
    }
  }

  function checkOf(name: string, title: string, said: Said & { readonly informs?: boolean }): Check {
    const { status: is, evidence, informs = false } = said
    return {
      name,
      title,
      status: is,
      evidence,
      blocks: is !== 'True' && !informs,
      observedAt: clock.now().toISOString()
    }
  }
}

type Named = readonly [name: string, title: string, said: Said & { readonly informs?: boolean }]

async function lookAt(
  azure: AzureReader,
  profile: TrafficProfile,
  proof: RegionProof,
  abort: AbortSignal
): Promise<readonly Named[]> {
  const to = profile.endpoints.find(({ id }) => id === proof.to)
  const away = profile.endpoints.find(({ id }) => id === proof.away)
  const [probe, names] = await Promise.all([
    azure.probe(to?.target ?? '', profile.probe, abort),
    azure.resolve(profile.fqdn, abort)
  ])
  const isWell = to !== undefined && (isProvedOnline(to) || isUnmonitored(to)) && probe.isWell === true
  const seen = to ? `${to.name} is ${to.monitorStatus}; own probe: ${probe.text}` : 'It is gone'
  const moved = (asked: AskedServer): boolean =>
    away ? !namesEndpoint(asked.answer, away) : to !== undefined && namesEndpoint(asked.answer, to)
  return [
    ['profile', 'Endpoints stand as they were left', standing(profile, proof)],
    ['endpoint', `${to?.name ?? 'The endpoint'} is well`, { status: isWell ? 'True' : 'False', evidence: seen }],
    [
      'authority',
      'Name servers of the zone',
      namesSaid(names.authoritative, moved, profile.endpoints, names.recursive.some(isMeasured))
    ],
    [
      'resolvers',
      'Resolvers',
      namesSaid(names.recursive, moved, profile.endpoints, names.authoritative.some(isMeasured))
    ]
  ]
}

function standing({ endpoints }: TrafficProfile, { statuses }: RegionProof): Said {
  const other = endpoints
    .filter(({ id, status: is }) => statuses[id] !== is)
    .map(({ name, status: is }) => `${name} is ${is}`)
  return other.length === 0
    ? { status: 'True', evidence: endpoints.map(({ name, status: is }) => `${name} ${is}`).join(', ') }
    : { status: 'False', evidence: `Somebody changed it: ${other.join(', ')}` }
}

/** `others` tells whether somebody else can be asked: these then inform only when they cannot. */
function namesSaid(
  asked: readonly AskedServer[],
  moved: (server: AskedServer) => boolean,
  endpoints: readonly TrafficEndpoint[],
  others: boolean
): Said & { readonly informs?: boolean } {
  const measured = asked.filter(isMeasured)
  if (measured.length === 0) return { status: 'Unknown', evidence: 'They cannot be asked from here', informs: others }
  const bad = measured.filter((server) => server.answer.kind === 'dark' || !moved(server))
  const words = measured.map(({ server, answer }) => `${server} says ${answerWords(answer, endpoints)}`).join('; ')
  return { status: bad.length === 0 ? 'True' : 'False', evidence: words }
}
