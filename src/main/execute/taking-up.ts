import type { Run } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import type { Place } from '../ports/place.ts'
import { foldRun, type OpenIntent } from '../run/index.ts'
import { isReadable } from './busy-targets.ts'
import type { ExecutorPorts } from './executor-ports.ts'
import { recordedRun } from './recorded-run.ts'
import { actionOf } from './run-context.ts'
import type { Runners } from './runners.ts'

export interface TakingUpOptions {
  readonly ports: ExecutorPorts
  readonly runners: Runners
  /** Whether a run began here, and not before a crash. */
  readonly isOwn: (runId: string) => boolean
  /** A run is taken up: its plan is used up. */
  readonly onTakenUp: (run: Run) => void
}

/** Goes on with what was cut off: by reading, never by sending. */
export interface TakingUp {
  /** Settles the open intents of one run, and proves it. */
  one(run: Run, place: Place, open: readonly OpenIntent[]): void
  /** The same of all runs of a place that `which` picks and nobody reads for. Returns the intents that cannot be read back. */
  all(place: Place, which: (run: Run) => boolean): readonly OpenIntent[]
}

export function createTakingUp({ ports, runners, isOwn, onTakenUp }: TakingUpOptions): TakingUp {
  const { index } = ports

  function one(run: Run, place: Place, open: readonly OpenIntent[]): void {
    const { id: runId, planId, ref } = run
    const begun = foldRun(run, resumption(run, open.length > 0))
    const runner = runners.start({ runId, place, approval: 'typed', run: begun, about: { planId, ref } })
    ports.onRun({ run: begun ?? run, place })
    runner.resume(recordedRun(index.records(runId)), open, isOwn(runId) ? 'here' : 'earlier')
  }

  /** What was found not to be applied may have been since, also while nobody read. */
  function late(place: Place, which: (run: Run) => boolean): void {
    for (const { intent, readOnUntil, writtenBefore } of index.mayBeLate(place.identity)) {
      const { runId, mutation, action, attemptId } = intent
      const run = index.run(runId)
      if (mutation === null || action === null || !run || !which(run) || runners.isReadOn(attemptId)) continue
      runners.readOn(run, place, { readOnUntil, writtenBefore, mutation, action: actionOf(ports, action), intent })
    }
  }

  return {
    one,
    all(place, which) {
      const open = index.openIntents(place.identity)
      const ids = new Set([
        ...open.map(({ intent }) => intent.runId),
        ...index.unsettled(place.identity).map(({ id }) => id)
      ])
      const left = [...ids].flatMap((runId) => index.run(runId) ?? [])
      // As they were approved: the newest is the one that is shown.
      for (const run of left.toSorted((a, b) => a.approvedAt.localeCompare(b.approvedAt))) {
        const { id: runId } = run
        if (!which(run) || runners.isUnderWay(runId)) continue
        const own = open.filter(({ intent }) => intent.runId === runId)
        if (!own.every((intent) => isReadable(intent, index))) continue
        onTakenUp(run)
        one(run, place, own)
      }
      late(place, which)
      return open.filter((intent) => !isReadable(intent, index))
    }
  }
}

/** Shown at once, before it stands in the journal. */
function resumption({ id, approvedAt }: Run, isDoubt: boolean): JournalRecord {
  return { seq: -1, t: approvedAt, kind: 'resume', body: { runId: id, phase: isDoubt ? 'doubt' : 'proof' } }
}
