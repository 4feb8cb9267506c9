import type { Judgement, World } from '../../ports/lever.ts'
import type { TrafficProfile } from '../../ports/azure.ts'
import { presentEndpoints, seenRegion } from '../../providers/azure/seen-region.ts'

/** How leading users back stands for what is seen. */
export function judgeFailback(world: World): Judgement {
  const { region } = world
  const seen = seenRegion(world)
  const about: Omit<Judgement, 'state' | 'reason'> = {
    takesEffectMs: null,
    reversible: 'yes',
    leaves: [],
    present: presentEndpoints(world),
    optionsTitle: '',
    choice: null
  }
  if (!region) return { ...about, state: 'notHere', reason: 'Nothing says what leads users to this region.' }
  const isWhole = seen?.profile.endpoints.every(({ status }) => status === 'Enabled') ?? true
  if (isWhole) return { ...about, state: 'notNeeded', reason: 'Every endpoint is enabled.' }
  if (seen && isAsUsual(seen.profile))
    return {
      ...about,
      state: 'notNeeded',
      reason: 'Users are led to the endpoint that comes first: nothing was failed over.'
    }
  return { ...about, state: 'offered', reason: 'The way back of a run that failed over leads to what stood before.' }
}

/**
 * Under Priority routing the first of the enabled endpoints gets the users: while that is the first of all, those that are
 * disabled are in reserve. Other methods do not say which is meant to be first.
 */
function isAsUsual({ method, endpoints }: TrafficProfile): boolean {
  if (method !== 'Priority') return false
  const first = Math.min(...endpoints.map(({ priority }) => priority ?? Infinity))
  return endpoints.some(({ priority, status }) => priority === first && status === 'Enabled')
}
