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

/** What part of the requests each of the two is given while weights say so, else their pods. */
function canaryShares({ canary, target, primary }: CanarySight): readonly Share[] {
  const weight = canary.statusWeight
  const parts = [share('primary', primary), share(canary.target.name, target)] as const
  // While it waits for its promotion the status says 0, and the routes do not.
  if (canary.strategy !== 'weights' || canary.mirrors || canary.phase !== 'Progressing' || weight === 0) return parts
  const isFailing = canary.failedChecks > 0
  const [serves, tried] = parts
  return [
    { ...serves, value: 100 - weight, detail: `${100 - weight} % of the requests` },
    {
      ...tried,
      value: weight,
      detail: `${weight} % of the requests${isFailing ? `, ${canary.failedChecks} of ${canary.threshold} checks failed` : ''}`,
      tone: isFailing ? 'bad' : tried.tone
    }
  ]
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
