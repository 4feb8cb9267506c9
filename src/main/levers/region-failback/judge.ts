import type { Judgement, World } from '../../ports/lever.ts'
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
  return { ...about, state: 'offered', reason: 'The way back of a run that failed over leads to what stood before.' }
}
