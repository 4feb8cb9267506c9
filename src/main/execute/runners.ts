import type { Run } from '../../contract/index.ts'
import type { Place } from '../ports/place.ts'
import type { ExecutorPorts, PlacedRun } from './executor-ports.ts'
import type { Locks } from './locks.ts'
import { overtakenBy } from './overtaken.ts'
import type { LateSuspect } from './read-on.ts'
import type { SeenMarks } from './reserve-targets.ts'
import { createRunner, type Runner } from './runner.ts'

/** What a run is started with. */
export interface Started {
  readonly runId: string
  readonly place: Place
  readonly approval: 'typed' | 'hold'
  /** Null for one that begins. */
  readonly run: Run | null
  /** What every record of the run holds, besides its id and its cluster. */
  readonly about: object
}

/** Every run that was not dismissed, and those that read on while nobody sees them. */
export interface Runners {
  get(runId: string): Runner | undefined
  /** Null for a run that is not known, or whose approval is not recorded yet. */
  stateOf(runId: string): Run['state'] | null
  isUnderWay(runId: string): boolean
  /** One that settled as unknown is started again under its id, as the newest. */
  start(started: Started): Runner
  /** An approval was not recorded: there is no such run. */
  drop(runId: string): void
  /** Nobody wants to see it any more; it reads on where a request of it may still take effect. */
  dismiss(runId: string): void
  /** Whether somebody reads on for an attempt already. */
  isReadOn(attemptId: string): boolean
  /** Reads on for an attempt that was found not to be applied. */
  readOn(run: Run, place: Place, suspect: LateSuspect): void
  /** Oldest first. */
  all(): readonly PlacedRun[]
  /** Ends the runs of the places that `which` picks, with the reason as a clause. */
  end(why: string, which: (place: Place) => boolean, isTakenUp: boolean): void
}

export function createRunners(ports: ExecutorPorts, locks: Locks): Runners {
  const { index } = ports
  const runners = new Map<string, Runner>()
  const seenMarks: SeenMarks = new Map()
  /** Attempts whose targets are read on, and the runs that do so while nobody sees them. */
  const readOnFor = new Set<string>()
  const unseen = new Set<Runner>()

  function made({ runId, place, approval, run, about }: Started): Runner {
    let changes = run?.attempts.length ?? 0
    const runner: Runner = createRunner(ports, {
      runId,
      place,
      locks,
      seenMarks,
      approval,
      run,
      about: { runId, identity: place.identity, ...about },
      onRun(seen) {
        if (runners.get(runId) === runner) ports.onRun({ run: seen, place })
        if (seen.attempts.length > changes && seen.attempts.at(-1)?.outcome === 'succeeded') endOvertaken(runner)
        changes = seen.attempts.length
      },
      late: {
        begin(attemptId) {
          if (readOnFor.has(attemptId)) return false
          readOnFor.add(attemptId)
          return true
        },
        end(attemptId) {
          readOnFor.delete(attemptId)
          unseen.delete(runner)
        },
        onSeen() {
          if (!runners.has(runId)) runners.set(runId, runner)
        }
      }
    })
    return runner
  }

  /** A proof ends where a newer change has overtaken it: what is measured from then on is of that one. */
  function endOvertaken(by: Runner): void {
    for (const runner of runners.values()) {
      const run = runner === by ? null : runner.run()
      if (run?.state === 'verifying' && overtakenBy(index, run, runner.place.identity)) runner.abort()
    }
  }

  const stateOf = (runId: string): Run['state'] | null => runners.get(runId)?.run()?.state ?? null

  return {
    get: (runId) => runners.get(runId),
    stateOf,
    isUnderWay: (runId) => runners.has(runId) && stateOf(runId) !== 'settled',
    start(started) {
      const runner = made(started)
      runners.delete(started.runId)
      runners.set(started.runId, runner)
      return runner
    },
    drop: (runId) => void runners.delete(runId),
    dismiss(runId) {
      const runner = runners.get(runId)
      if (!runner) return
      if (index.mayBeLate(runner.place.identity).some(({ intent }) => intent.runId === runId)) unseen.add(runner)
      runners.delete(runId)
    },
    isReadOn: (attemptId) => readOnFor.has(attemptId),
    readOn(run, place, suspect) {
      const { id: runId, planId, ref } = run
      const shown = runners.get(runId)
      const runner = shown ?? made({ runId, place, approval: 'typed', run, about: { planId, ref } })
      if (!shown) unseen.add(runner)
      runner.readOn(suspect)
    },
    all: () =>
      [...runners.values()].flatMap((runner) => {
        const run = runner.run()
        return run ? [{ run, place: runner.place }] : []
      }),
    end(why, which, isTakenUp) {
      for (const [runId, runner] of runners) {
        if (!which(runner.place)) continue
        runner.end(why, isTakenUp)
        runners.delete(runId)
      }
      for (const runner of unseen) {
        if (!which(runner.place)) continue
        runner.end(why, isTakenUp)
        unseen.delete(runner)
      }
    }
  }
}
