import { mapObserved, type Choice, type Observed, type Share } from '../../../contract/index.ts'
import type { Judgement, World } from '../../ports/lever.ts'
import { canarySight, type CanarySight, type WorkloadSight } from '../../providers/flagger/canary-sight.ts'
import { watchedIds } from '../../providers/flagger/watched.ts'

/** How a lever on a Canary stands. */
export interface CanaryStand {
  readonly state: Judgement['state']
  readonly reason: string
  readonly source?: string
  readonly choice?: Choice | null
  readonly takesEffectMs?: number | null
  readonly reversible?: Judgement['reversible']
  readonly leaves?: readonly string[]
}

const notHere: CanaryStand = { state: 'notHere', reason: 'No Canary follows this Deployment.' }

/** A judgement of a lever on the Canary of a service: nothing without one, refused where several follow its target. Pure. */
export function judgeCanary(world: World, standOf: (sight: CanarySight) => CanaryStand, optionsTitle = ''): Judgement {
  const sight = canarySight(world.ref, world.objects, world.now)
  const stand =
    sight === null ? notHere : sight.kind === 'several' ? refusedForSeveral(sight.names) : standOf(sight.sight)
  const { source } = stand
  return {
    takesEffectMs: null,
    reversible: 'yes',
    leaves: [],
    choice: null,
    ...stand,
    ...(source === undefined ? {} : { source }),
    present: sharesOf(world, sight?.kind === 'one' ? sight.sight : null),
    optionsTitle
  }
}

/** Each of them writes the same primary and routes at its own ticks. */
export function refusedForSeveral(names: readonly string[]): CanaryStand & { readonly source: string } {
  return {
    state: 'refused',
    reason: `${names.join(' and ')} follow the same target: what one of them writes the other one overwrites. Remove one of them first.`,
    source: 'fluxcd/flagger pkg/controller/scheduler.go scheduleCanaries'
  }
}

function sharesOf(world: World, sight: CanarySight | null): Observed<readonly Share[]> {
  const canaries = world.objects.get(watchedIds.canaries)
  if (canaries === undefined) return { state: 'loading', awaiting: 'Canaries', sinceAt: '' }
  return mapObserved(canaries, () => (sight === null ? [] : canaryShares(sight)))
}

/** Pods of the two workloads. */
function canaryShares({ target, primary }: Pick<CanarySight, 'target' | 'primary'>): readonly Share[] {
  return [share('primary', primary), share('target', target)]
}

function share(label: string, { object, wanted, ready, notReady }: WorkloadSight): Share {
  if (object === null) return { label, value: null, detail: 'not seen', tone: 'unknown' }
  const isGood = notReady === null && ready === wanted
  return {
    label,
    value: wanted,
    detail: wanted === 0 ? 'no pods' : `${ready} of ${wanted} ready`,
    tone: wanted === 0 ? 'unknown' : isGood ? 'good' : 'bad'
  }
}
