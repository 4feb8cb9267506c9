import type { Failure, Target } from '../../contract/index.ts'
import { failureOf, isSameTarget, targetName } from '../../contract/index.ts'
import { allDoSteps } from '../ports/step.ts'
import type { OpenIntent, RunIndex } from '../run/index.ts'
import type { PlacedPlan } from './executor-ports.ts'
import type { Locks } from './locks.ts'
import type { Runners } from './runners.ts'

export interface BusyTargetsOptions {
  readonly index: RunIndex
  readonly locks: Locks
  readonly runners: Runners
  /** What runs that began here, and not before a crash, are to change. */
  readonly ownRuns: ReadonlyMap<string, readonly Target[]>
}

/** What of a plan's targets an earlier action is not done with; null for nothing. */
export function busyWith(
  { steps }: Pick<PlacedPlan, 'steps'>,
  { index, locks, runners, ownRuns }: BusyTargetsOptions
): Failure | null {
  /** A run that has not come to its proof is to change it: an approval counts from the cancel window on. */
  function isClaimed(target: Target): boolean {
    return [...ownRuns].some(([runId, targets]) => {
      const isActing =
        runners.get(runId) !== undefined && !['verifying', 'settled'].includes(runners.stateOf(runId) ?? 'arming')
      return isActing && targets.some((one) => isSameTarget(one, target))
    })
  }

  for (const { target } of allDoSteps(steps)) {
    const open = index.openOn(target)
    if (!open && !locks.isHeld(target) && !isClaimed(target)) continue
    const name = targetName(target)
    if (open && !isReadable(open, index)) return unreadable(open, name)
    // For an open intent that nobody reads for, the refusal itself starts the reading.
    const isRead = open === null || runners.isUnderWay(open.intent.runId)
    return failureOf('conflict', `An earlier action on ${name} is not settled yet.`, {
      remedy: `${isRead ? '' : 'What became of it is being read again. '}Wait until it has settled, then plan again.`,
      retryable: true
    })
  }
  return null
}

/** Whether reading can settle it: its action and its approval are understood. */
export function isReadable({ intent }: OpenIntent, index: Pick<RunIndex, 'run'>): boolean {
  return intent.mutation !== null && index.run(intent.runId) !== null
}

/** Recorded by a version that knew more: what it sent may still take effect. */
function unreadable({ intent }: OpenIntent, name: string): Failure {
  const text = `An earlier action on ${name} was recorded by another version of Backout (attempt ${intent.attemptId}), and this one cannot tell what became of it.`
  return failureOf('conflict', text, { remedy: 'Open the service with that version, which settles it by reading.' })
}
