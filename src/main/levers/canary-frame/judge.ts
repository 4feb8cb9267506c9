import { mapObserved, type Choice, type Observed, type Share } from '../../../contract/index.ts'
import type { Judgement, World } from '../../ports/lever.ts'
import { canarySight, type CanarySight, type WorkloadSight } from '../../providers/flagger/canary-sight.ts'
import { isOnTrial } from '../../providers/flagger/phase.ts'
import { watchedIds } from '../../providers/flagger/watched.ts'
import { seenRoutes } from '../../providers/routes/seen-routes.ts'
import { shareNow } from '../../providers/routes/share-now.ts'
import { splitsOf, strangeRoutes } from '../../providers/routes/split.ts'

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
  return mapObserved(canaries, () => (sight === null ? [] : canaryShares(sight, routedShare(world, sight))))
}

/** What part of the requests the target gets by the routes that are there now, 0 to 1; null where they do not say it. */
function routedShare({ ref, objects, share: counted }: World, { canary }: CanarySight): number | null {
  const seen = seenRoutes(objects)
  if (seen === null || seen.unread.length > 0) return null
  const { target, primary } = canary
  if (strangeRoutes(seen, [target.name, primary]).length > 0) return null
  return shareNow(splitsOf(seen, ref.namespace, target.name), target.name, counted)
}

/**
 * What part of the requests each of the two is given while weights say so, else their pods. The routes say it first: the
 * status keeps the weight of the last check, whoever has moved the users since.
 */
function canaryShares({ canary, target, primary }: CanarySight, routed: number | null): readonly Share[] {
  const weight = routed === null ? canary.statusWeight : Math.round(1_000 * routed) / 10
  const parts = [share('primary', primary), share(canary.target.name, target)] as const
  if (canary.strategy !== 'weights' || canary.mirrors || !isOnTrial(canary.phase)) return parts
  // While it waits for its promotion the status says 0, and the routes do not.
  if (weight === 0 && canary.statusWeight === 0) return parts
  const isFailing = canary.failedChecks > 0
  const [serves, tried] = parts
  return [
    { ...serves, value: 100 - weight, detail: `${Math.round(1_000 - 10 * weight) / 10} % of the requests` },
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
