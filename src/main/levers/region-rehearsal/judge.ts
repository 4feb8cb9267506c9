import type { LeverOption } from '../../../contract/index.ts'
import type { TrafficEndpoint, TrafficProfile } from '../../ports/azure.ts'
import type { Judgement, World } from '../../ports/lever.ts'
import { routingSource } from '../../providers/azure/routing-effect.ts'
import { endpointKey, presentEndpoints, seenRegion } from '../../providers/azure/seen-region.ts'
import { answered, doubtWords, isInDoubt, isProvedOnline } from '../../providers/azure/serving.ts'

/** Who serves meanwhile, and who is tried. */
export interface Rehearsal {
  readonly serving: TrafficEndpoint
  readonly tried: TrafficEndpoint
}

/** Those that can be tried without leading anybody there; or why none can. */
export function rehearsalsIn(profile: TrafficProfile): readonly Rehearsal[] | { readonly why: string } {
  if (!profile.isEnabled) return { why: `Profile ${profile.profile} is disabled.` }
  if (profile.method !== 'Priority')
    return {
      why: `Only under Priority routing does enabling an endpoint move nobody: ${profile.profile} routes by ${profile.method ?? 'a method that is not known'}.`
    }
  const [serving] = answered(profile).toSorted(byPriority)
  if (!serving || !isProvedOnline(serving))
    return { why: 'No endpoint is online that goes on serving meanwhile: enabling another one would move users.' }
  const off = profile.endpoints.filter(({ status }) => status === 'Disabled').toSorted(byPriority)
  const tried = off.filter((endpoint) => byPriority(serving, endpoint) < 0)
  if (tried.length > 0) return tried.map((one) => ({ serving, tried: one }))
  const [better] = off
  return {
    why: better
      ? `${better.name} has a better priority than ${serving.name}: enabling it moves everybody at once.`
      : 'Every endpoint is enabled: Traffic Manager probes all of them as it is.'
  }
}

/** How a rehearsal stands for what is seen. */
export function judgeRehearsal(world: World): Judgement {
  const seen = seenRegion(world)
  const about: Omit<Judgement, 'state' | 'reason'> = {
    takesEffectMs: null,
    reversible: 'yes',
    leaves: [],
    present: presentEndpoints(world),
    optionsTitle: 'Which one',
    choice: null
  }
  if (!world.region) return { ...about, state: 'notHere', reason: 'Nothing says what leads users to this region.' }
  if (!seen) return { ...about, state: 'unknown', reason: 'Azure is not read.' }
  const found = rehearsalsIn(seen.profile)
  if ('why' in found) return { ...about, state: 'refused', reason: found.why, source: routingSource }
  const [first] = found
  if (!first) return { ...about, state: 'notNeeded', reason: 'There is nothing to try.' }
  const { serving, tried } = first
  const own = seen.probes.get(serving.id)
  if (isInDoubt(serving, own))
    return {
      ...about,
      state: 'refused',
      reason: `${serving.name} ${doubtWords(serving, own)}: nothing is tried beside it.`
    }
  return {
    ...about,
    state: 'offered',
    reason: `${tried.name} can be enabled and proved well while ${serving.name} goes on serving: nobody is led to it.`,
    choice: { endpoint: endpointKey(tried) }
  }
}

export function rehearsalOptions(world: World): readonly LeverOption[] {
  const seen = seenRegion(world)
  const found = seen && rehearsalsIn(seen.profile)
  if (!found || 'why' in found) return []
  return found.map(({ tried }, index) => ({
    id: endpointKey(tried),
    choice: { endpoint: endpointKey(tried) },
    title: tried.name,
    text: tried.location,
    tags: [],
    createdAt: '',
    note: '',
    differs: [],
    evidence: [],
    standing: 'none',
    state: index === 0 ? 'recommended' : 'possible'
  }))
}

function byPriority(a: TrafficEndpoint, b: TrafficEndpoint): number {
  return (a.priority ?? 1_001) - (b.priority ?? 1_001)
}
