import { failureOf, type Failure } from '../../../contract/index.ts'
import type { TrafficEndpoint, TrafficProfile } from '../../ports/azure.ts'
import { isAnswered } from './serving.ts'

/** Microsoft Learn, Traffic Manager routing methods. */
export const routingSource = 'Microsoft Learn, azure/traffic-manager/traffic-manager-routing-methods'

/** What a failover does under the profile's routing method. */
export interface RoutingEffect {
  /** What enabling the target alone does, one sentence. */
  readonly enabling: string
  /** What disabling the source does, one sentence. */
  readonly disabling: string
  /** Users move as soon as the target is enabled. */
  readonly movesAtOnce: boolean
}

/** @returns the failure when the method does not fail over, with who would get no answer. */
export function routingEffect(
  profile: TrafficProfile,
  from: TrafficEndpoint,
  to: TrafficEndpoint
): RoutingEffect | { readonly refused: Failure } {
  const { method } = profile
  if (method === 'Priority') {
    const led = answeredBut(profile, to)[0] ?? from
    const isBetter = isBefore(to, led)
    return {
      enabling: isBetter
        ? `${to.name} has the better priority (${to.priority} before ${led.priority}${led.id === from.id ? '' : ` of ${led.name}`}): enabling it moves everybody at once.`
        : `Enabling ${to.name} moves nobody while ${from.name} is answered: it only makes it the next one.`,
      disabling: `With ${from.name} disabled, everybody is answered with the next priority.`,
      movesAtOnce: isBetter
    }
  }
  if (method === 'Weighted')
    return {
      enabling: `Enabling ${to.name} moves its share of users to it at once (weight ${to.weight ?? 1}).`,
      disabling: `The share of ${from.name} goes to the others.`,
      movesAtOnce: true
    }
  if (method === 'Performance')
    return {
      enabling: `Enabling ${to.name} moves the users that are nearest to it at once.`,
      disabling: `The users of ${from.name} go to the next closest region.`,
      movesAtOnce: true
    }
  if (method === 'MultiValue')
    return {
      enabling: `${to.name} joins the addresses of every answer at once.`,
      disabling: `${from.name} leaves the answers.`,
      movesAtOnce: true
    }
  if (method === 'Subnet') {
    const isCaught = profile.endpoints.some(({ id, subnets, status }) => {
      return id !== from.id && subnets === 0 && (status === 'Enabled' || id === to.id)
    })
    if (isCaught)
      return {
        enabling: `Enabling ${to.name} moves the ranges of addresses that are its own.`,
        disabling: `The ranges of ${from.name} go to the endpoint that takes all others.`,
        movesAtOnce: true
      }
    return refused(
      `Profile ${profile.profile} routes by subnet and has no endpoint that takes all others: the ranges of ${from.name} would get no answer.`,
      'Give one endpoint no ranges, so that it takes what nobody else does, or move the ranges first.'
    )
  }
  if (method === 'Geographic')
    return refused(
      `Profile ${profile.profile} routes by geography, which does not fail over: each geography belongs to one endpoint, and the users of ${from.name} would get no answer.`,
      `Move the geographies of ${from.name} to ${to.name} first.`
    )
  return refused(`How profile ${profile.profile} routes is not known to this version of Backout.`, 'Fail over by hand.')
}

/**
 * Whom users would be led to in the place of `to` once `from` is disabled: under Priority that is whoever is answered before it.
 * Null where that is nobody, and under every other method, which leads each user by a rule of its own.
 */
export function takenOverBy(
  profile: TrafficProfile,
  from: TrafficEndpoint,
  to: TrafficEndpoint
): TrafficEndpoint | null {
  if (profile.method !== 'Priority') return null
  return answeredBut(profile, to).find((one) => one.id !== from.id && isBefore(one, to)) ?? null
}

/** Those that are answered, the best priority first. */
function answeredBut(profile: TrafficProfile, { id }: TrafficEndpoint): readonly TrafficEndpoint[] {
  return profile.endpoints.filter((one) => one.id !== id && isAnswered(profile, one)).toSorted(byPriority)
}

function isBefore(one: TrafficEndpoint, other: TrafficEndpoint): boolean {
  return byPriority(one, other) < 0
}

function byPriority(one: TrafficEndpoint, other: TrafficEndpoint): number {
  return (one.priority ?? 1_001) - (other.priority ?? 1_001)
}

function refused(message: string, remedy: string): { readonly refused: Failure } {
  return { refused: failureOf('refused', message, { remedy }) }
}
