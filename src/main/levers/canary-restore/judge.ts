import type { LeverOption } from '../../../contract/index.ts'
import type { Judgement, World } from '../../ports/lever.ts'
import type { CanarySight } from '../../providers/flagger/canary-sight.ts'
import { isPromoting } from '../../providers/flagger/phase.ts'
import { historyOf } from '../../providers/kubernetes/history.ts'
import { judgeCanary, type CanaryStand } from '../canary-frame/judge.ts'
import { withHoldFirst } from '../held-rollback/judge.ts'
import { breaksByItself } from './broken-primary.ts'
import { isUnfinished } from './left-over.ts'
import { bestRelease, earlierReleases, onlyLeftBehind, releaseOptions } from './earlier.ts'

/** A promotion that is older than this has shown what it is. */
const freshForMs = 3_600_000

const leaves = ['Resume the Canary', 'The bad release in its source']

/** How bringing an earlier release of the primary back stands for what is seen. */
export function judgeRestore(world: World): Judgement {
  const standOf = (sight: CanarySight) => unfinishedStand(world, sight) ?? restoreStand(sight)
  return withHoldFirst(world, judgeCanary(world, standOf, 'Releases that were promoted'))
}

/** Releases that can be chosen. */
export function restoreOptions(world: World): readonly LeverOption[] {
  let found: readonly LeverOption[] = []
  judgeCanary(world, (sight) => {
    if (isFor(sight)) found = optionsIn(sight)
    return { state: 'notHere', reason: '' }
  })
  return found
}

function optionsIn(sight: CanarySight): readonly LeverOption[] {
  const history = historyIn(sight)
  const [newest = null] = earlierReleases(history)
  return releaseOptions(history, breaksByItself(sight) ? newest : bestRelease(history))
}

function historyIn({ primary, primaryReplicaSets }: CanarySight) {
  return primary.object === null ? [] : historyOf(primary.object, primaryReplicaSets)
}

function isFor(sight: Pick<CanarySight, 'canary' | 'primary'>): boolean {
  const { canary } = sight
  const isPromoted = canary.phase === 'Succeeded' || isPromoting(canary.phase) || canary.failed === 'promotion'
  return isPromoted || breaksByItself(sight)
}

/** How what is left of a restore stands; null where nothing is. */
function unfinishedStand(world: World, sight: CanarySight): CanaryStand | null {
  const { canary, primary, target } = sight
  if (!isFor(sight) || primary.object === null || breaksByItself(sight)) return null
  const history = historyIn(sight)
  if (!isUnfinished(world, { primary: primary.object, target: target.object, history })) return null
  const now = history.find(({ isCurrent }) => isCurrent)
  const reason = `${canary.primary} was taken back, to what is revision ${now?.revision ?? 0} now, and ${canary.target.name} still has another release: finish that before the Canary is resumed, or Flagger tries that release again.`
  return { state: 'offered', reason, takesEffectMs: 60_000, leaves }
}

/** The same of one sight, as it is read before a plan. */
export function restoreStand(sight: CanarySight): CanaryStand {
  const { canary, primary } = sight
  if (!isFor(sight))
    return { state: 'notHere', reason: 'Nothing was promoted: the primary has the release from before.' }
  if (primary.object === null) return { state: 'unknown', reason: `The primary ${canary.primary} has not been read.` }
  const history = historyIn(sight)
  const [newest] = earlierReleases(history)
  if (!newest) {
    const reason = `The history of ${canary.primary} has no other release: put the good one back at its source, which Flagger then tries from its first step.`
    return { state: 'impossible', reason }
  }
  if (breaksByItself(sight)) {
    const reason = `A rollout of ${canary.primary} itself hangs (${primary.notReady ?? ''}), and Flagger looks at nothing until it is ready. Revision ${newest.revision}, which it had before, comes back, and then all traffic goes to it.`
    return { state: 'fits', reason, takesEffectMs: 60_000, leaves, choice: { revision: newest.revision } }
  }
  const best = bestRelease(history)
  if (best === null) return { state: 'needsChoice', reason: onlyLeftBehind(canary.primary, newest), leaves }
  const reason = `Revision ${best.revision} of ${canary.primary} was promoted before and differs: one rolling update brings it back.`
  const isOld = canary.phase === 'Succeeded' && ageMs(sight) > freshForMs
  return {
    state: isOld ? 'possible' : 'fits',
    reason,
    takesEffectMs: 60_000,
    leaves,
    choice: { revision: best.revision }
  }
}

/** How long the phase has been what it is, by when the primary was written last; 0 where nothing says so. */
function ageMs({ canary, now }: CanarySight): number {
  const sinceMs = Date.parse(canary.condition?.sinceAt ?? '')
  return Number.isNaN(sinceMs) ? 0 : now.getTime() - sinceMs
}
