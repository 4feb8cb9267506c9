import * as z from 'zod/mini'
import type { Choice } from '../../../contract/index.ts'
import type { RegionView, TrafficEndpoint, TrafficProfile } from '../../ports/azure.ts'
import { answered, isAnswered, isEndpointIll } from '../../providers/azure/serving.ts'
import { endpointKey, endpointWith } from '../../providers/azure/seen-region.ts'

/** From which endpoint to which, each as `kind/name`; `leaves` has the data stay as it is, which moves too where it can. */
export const failoverChoice = z.strictObject({
  from: z.string(),
  to: z.string(),
  leaves: z.exactOptional(z.literal('data'))
})

/** One way in which users can be led elsewhere. */
export interface Way {
  readonly from: TrafficEndpoint
  readonly to: TrafficEndpoint
}

export function choiceOf({ from, to }: Way): Choice {
  return { from: endpointKey(from), to: endpointKey(to) }
}

/** Whether a choice has the data stay as it is. */
export function isDataLeftOut(choice: Choice | null): boolean {
  return choice?.['leaves'] === 'data'
}

/** The way that a choice names; undefined when the profile has no such endpoints. */
export function wayOf(profile: TrafficProfile, choice: Choice): Way | undefined {
  const known = failoverChoice.safeParse(choice)
  if (!known.success || known.data.from === known.data.to) return undefined
  const [from, to] = [endpointWith(profile, known.data.from), endpointWith(profile, known.data.to)]
  return from && to ? { from, to } : undefined
}

/** Every way, the one to an endpoint of the next priority first. While no endpoint is enabled, every other one is a way. */
export function waysIn(profile: TrafficProfile): readonly Way[] {
  const enabled = profile.endpoints.filter(({ status }) => status === 'Enabled')
  const sources = enabled.length > 0 ? enabled : profile.endpoints
  return sources.toSorted(byPriority).flatMap((from) =>
    profile.endpoints
      .filter(({ id }) => id !== from.id)
      .toSorted(byPriority)
      .map((to) => ({ from, to }))
  )
}

/**
 * The way to go when nobody chooses: away from the endpoint that is ill, or that users are led to, to the only other one or,
 * by priority, to the one that Traffic Manager leads users to by itself, else to the next. Null when that is not plain.
 */
export function naturalWay({ profile, probes }: RegionView): Way | null {
  const enabled = profile.endpoints.filter(({ status }) => status === 'Enabled').toSorted(byPriority)
  if (enabled.length === 0) return wayOutOfTheDark({ profile, probes })
  const ill = enabled.filter((endpoint) => isEndpointIll(endpoint, probes.get(endpoint.id)))
  const [from] = ill.length > 0 ? ill : answered(profile).toSorted(byPriority)
  if (!from || ill.length > 1) return null
  const others = profile.endpoints.filter(({ id }) => id !== from.id).toSorted(byPriority)
  const to = others.find((one) => isAnswered(profile, one)) ?? others[0]
  if (!to || (others.length > 1 && profile.method !== 'Priority')) return null
  return { from, to }
}

/** No endpoint is enabled, and nobody is answered: to one that our own probe finds well. */
function wayOutOfTheDark({ profile, probes }: Pick<RegionView, 'profile' | 'probes'>): Way | null {
  const sorted = profile.endpoints.toSorted(byPriority)
  const to = sorted.find(({ id }) => probes.get(id)?.isWell === true)
  const from = sorted.find(({ id }) => id !== to?.id)
  return to && from ? { from, to } : null
}

function byPriority(a: TrafficEndpoint, b: TrafficEndpoint): number {
  return (a.priority ?? 1_001) - (b.priority ?? 1_001)
}
