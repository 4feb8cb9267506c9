import type { RegionPlan } from './plan.ts'

/** What a region's front door does with a request: answers, answers 503, or says nothing at all. */
export type RegionState = 'serves' | 'failing' | 'dead'

/** The regions as they are now. */
export interface Regions {
  readonly all: readonly RegionPlan[]
  /** The state of the region behind a host name, in any letter case; undefined where there is no such region. */
  stateOf(host: string): RegionState | undefined
  /** Throws Error when no region is called so. */
  set(name: string, state: RegionState): void
}

/** Regions that are well. */
export function createRegions(plans: readonly RegionPlan[]): Regions {
  const states = new Map<string, RegionState>(plans.map(({ name }) => [name, 'serves']))
  const set = (name: string, state: RegionState): void => {
    if (!states.has(name)) throw new Error(`no region is called ${name}`)
    states.set(name, state)
  }
  return {
    all: plans,
    stateOf(host) {
      const wanted = host.toLowerCase().replace(/\.$/, '')
      const region = plans.find((one) => one.host === wanted)
      return region === undefined ? undefined : states.get(region.name)
    },
    set
  }
}
