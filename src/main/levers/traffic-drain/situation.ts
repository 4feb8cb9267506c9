import { lastValue } from '../../../contract/index.ts'
import type { World } from '../../ports/lever.ts'
import { watchedIds } from '../../providers/flagger/watched.ts'
import { seenRoutes, type SeenRoutes } from '../../providers/routes/seen-routes.ts'
import { reachedBy, splitsOf, strangeRoutes, type RuleSplit } from '../../providers/routes/split.ts'
import { choiceOf, type DrainChoice } from './choice.ts'
import { pairsIn, type Pair } from './pairs.ts'
import { writersOf, type Claiming, type RouteWriter } from './writers.ts'

/** What is known of the routes of a service, all that judging and planning need. */
export interface Situation {
  readonly seen: SeenRoutes
  readonly splits: readonly RuleSplit[]
  readonly pairs: readonly Pair[]
  readonly writers: readonly RouteWriter[]
  /** Routes that name a Service of it and cannot be understood, each with the reason. */
  readonly strange: readonly string[]
  /** What would be done without a choice; null where that cannot be told. */
  readonly natural: Pair | null
}

/** The situation of a service by what is followed; null while it is being read. */
export function situationIn({ ref, objects }: Pick<World, 'ref' | 'objects'>): Situation | null {
  const seen = seenRoutes(objects)
  if (seen === null) return null
  const of = (id: string) => {
    const observed = objects.get(id)
    return (observed && lastValue(observed)) ?? []
  }
  return situationOf(ref, seen, { canaries: of(watchedIds.canaries), rollouts: of('rollouts') })
}

export function situationOf(ref: World['ref'], seen: SeenRoutes, claiming: Claiming): Situation {
  const splits = splitsOf(seen, ref.namespace, ref.name)
  const writers = writersOf([...new Set(splits.map(({ route }) => route))], claiming)
  const pairs = pairsIn(splits, seen, writers)
  const strange = strangeRoutes(seen, [ref.name, ...reachedBy(splits)])
  return {
    seen,
    splits,
    pairs,
    writers,
    strange: strange.flatMap(({ problems }) => problems.map(({ message }) => message)),
    natural: naturalPair(ref.name, pairs, writers)
  }
}

/** How many times the share of any other the one has to serve that a service is drained into without being asked. */
const clearly = 2

/**
 * A release on trial is drained into its primary; any other service into the one beside it, or of several into the one
 * that clearly serves most.
 */
function naturalPair(name: string, pairs: readonly Pair[], writers: readonly RouteWriter[]): Pair | null {
  for (const writer of writers) {
    if (writer.kind !== 'flagger') continue
    const { target, primary } = writer.canary
    return pairs.find(({ away, into }) => away === target.name && into === primary) ?? null
  }
  const own = pairs.filter(({ away }) => away === name)
  if (own.length === 1) return own[0] ?? null
  const [most, next] = own.filter(({ problem }) => problem === null).toSorted((a, b) => b.shareOfInto - a.shareOfInto)
  if (most === undefined) return null
  return next === undefined || most.shareOfInto >= clearly * next.shareOfInto ? most : null
}

/** The choice that a pair of itself would be: all at once. */
export function naturalChoice({ natural }: Situation): DrainChoice | null {
  return natural === null || natural.problem !== null ? null : choiceOf(natural, 1)
}
