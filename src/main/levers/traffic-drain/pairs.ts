import { numberAt } from '../../lib/json-access.ts'
import { rolloutStatus } from '../../providers/kubernetes/rollout-status.ts'
import { obstaclesTo } from '../../providers/routes/drain.ts'
import type { SeenRoutes } from '../../providers/routes/seen-routes.ts'
import { reachedBy, type RuleSplit } from '../../providers/routes/split.ts'
import { isOnTrial } from '../../providers/flagger/phase.ts'
import type { RouteWriter } from './writers.ts'

/** Two Deployments that share a rule: requests of one can be moved to the other by weights. */
export interface Pair {
  readonly away: string
  readonly into: string
  /** The largest share that `away` has of a rule, 0 to 1. */
  readonly share: number
  /** The largest share that `into` has of a rule. */
  readonly shareOfInto: number
  /** Why not, in one sentence; null when nothing speaks against it. */
  readonly problem: string | null
}

/** Of twenty that share a rule all are among these; each is held against every rule, at every observation. */
const mostPairs = 400

/** How many pods of a Deployment can serve. */
export interface Ready {
  readonly ready: number
  readonly wanted: number
}

/** Every two Deployments between which weights move requests now; those that have any to give, or get copies of them. */
export function pairsIn(
  splits: readonly RuleSplit[],
  seen: SeenRoutes,
  writers: readonly RouteWriter[] = []
): readonly Pair[] {
  const shares = new Map<string, number>()
  const together = new Set<string>()
  const copied = reachedBy(splits.map((split) => ({ ...split, parts: [] })))
  for (const { parts } of splits) {
    const own = new Map<string, number>()
    for (const { workloads, destination } of parts) {
      const [name] = workloads
      if (name !== undefined && workloads.length === 1) own.set(name, (own.get(name) ?? 0) + destination.share)
    }
    for (const [name, share] of own) {
      shares.set(name, Math.max(shares.get(name) ?? 0, share))
      for (const other of own.keys()) if (other !== name && together.size < mostPairs) together.add(`${name} ${other}`)
    }
  }
  return [...together].flatMap((key): readonly Pair[] => {
    const [away = '', into = ''] = key.split(' ')
    const share = shares.get(away) ?? 0
    const problem = ontoTrial(writers, into) ?? ontoBroken(writers, seen, into) ?? problemOf(splits, seen, away, into)
    return share === 0 && !copied.has(away) ? [] : [{ away, into, share, shareOfInto: shares.get(into) ?? 0, problem }]
  })
}

/** More of a release on trial than Flagger gives it is a promotion that nobody checks. */
function ontoTrial(writers: readonly RouteWriter[], into: string): string | null {
  const isTried = writers.some(
    (writer) => writer.kind === 'flagger' && writer.canary.target.name === into && isOnTrial(writer.canary.phase)
  )
  return isTried ? `${into} is on trial: its share is for Flagger to raise, at checks that pass.` : null
}

/**
 * After a failed promotion the old pods of the primary may all be ready still, while its template is the broken one: each
 * pod that is made anew is broken (fluxcd/flagger pkg/controller/scheduler.go handleFailedPromotion, 1.44).
 */
function ontoBroken(writers: readonly RouteWriter[], { deployments }: SeenRoutes, into: string): string | null {
  const isBroken = writers.some(
    (writer) => writer.kind === 'flagger' && writer.canary.failed === 'promotion' && writer.canary.primary === into
  )
  const deployment = deployments.find(({ metadata }) => metadata.name === into)
  if (!isBroken || rolloutStatus(deployment).state === 'complete') return null
  return `${into} has the template of the promotion that failed: bring its earlier revision back before anything is moved to it.`
}

function problemOf(splits: readonly RuleSplit[], seen: SeenRoutes, away: string, into: string): string | null {
  const { ready, wanted } = readyPods(seen, into)
  if (ready === 0) return `${into} has no ready pod: nothing is moved to it.`
  if (ready < wanted) return `${into} has ${ready} of ${wanted} pods ready: nothing is moved to it before all are.`
  const [first, ...more] = obstaclesTo(splits, { away, into })
  if (first === undefined) return null
  return more.length === 0 ? first.text : `${first.text} ${more.length} more rules stand in the way.`
}

export function readyPods({ deployments }: SeenRoutes, name: string): Ready {
  const deployment = deployments.find(({ metadata }) => metadata.name === name)
  const wanted = deployment === undefined ? 0 : (numberAt(deployment, 'spec', 'replicas') ?? 1)
  return { ready: numberAt(deployment, 'status', 'readyReplicas') ?? 0, wanted }
}
