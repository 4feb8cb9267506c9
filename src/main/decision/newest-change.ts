import type { DeploymentView, RevisionView } from '../../contract/index.ts'

/** The newest change of a workload's template. */
export interface NewestChange {
  /** The workload that was changed, where it is another one that serves for the service; left out for its own. */
  readonly workload?: string
  /** Null while its controller has not numbered it yet. */
  readonly revision: number | null
  /** The revision whose template was taken up again; null for a new template. */
  readonly templateOf: number | null
  readonly by: string
  /** Milliseconds since 1970 by the console's clock, like the two below. */
  readonly startedMs: number
  /** Null while the rollout goes ahead. */
  readonly endedMs: number | null
  /** A reading that is taken from then on holds nothing of before; null while the rollout goes ahead. */
  readonly cleanMs: number | null
  /** It went back to a revision that is known to have served well. */
  readonly isBackOnGood: boolean
}

export interface ChangeFacts {
  readonly deployment: DeploymentView
  /** What is known of the revision that runs now. */
  readonly standing: RevisionView['standing']
  readonly now: Date
  /** The server's clock minus ours, milliseconds. */
  readonly skewMs: number
  /** How long a reading still holds requests of before a change, milliseconds: the metric window and one scrape. */
  readonly reachMs: number
}

/**
 * Null when nothing says when the template was changed.
 *
 * A rollout that goes ahead has no end yet, and its old pods still answer. It is given half of its progress deadline, as
 * new pods are by the matrix; one that is stuck, paused or slower than that is counted from its beginning.
 */
export function newestChange(facts: ChangeFacts): NewestChange | null {
  const { deployment, now, skewMs, reachMs } = facts
  const { rollout } = deployment
  const startedMs = Date.parse(rollout.startedAt) - skewMs
  if (Number.isNaN(startedMs)) return null
  const patienceMs = (rollout.progressDeadlineSeconds * 1_000) / 2
  const goesAhead =
    (rollout.state === 'progressing' || rollout.state === 'notObserved') && now.getTime() - startedMs < patienceMs
  const saidEndMs = rollout.endedAt === null ? startedMs : Date.parse(rollout.endedAt) - skewMs
  const endedMs = goesAhead ? null : rollout.state === 'complete' ? saidEndMs : startedMs
  return {
    revision: deployment.uncounted === true ? null : deployment.revision,
    templateOf: deployment.takenUpFrom,
    by: deployment.changedBy,
    startedMs,
    endedMs,
    cleanMs: endedMs === null ? null : endedMs + reachMs,
    isBackOnGood: deployment.takenUpFrom !== null && facts.standing === 'good'
  }
}

/** Whether a reading taken at that time, milliseconds by the console's clock, may hold requests of before a change. */
export function mayHoldBefore({ cleanMs }: NewestChange, readAtMs: number): boolean {
  return cleanMs === null || readAtMs < cleanMs
}
