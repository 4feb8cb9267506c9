import type { Failure, Run } from '../../contract/index.ts'
import { asFailure } from '../../contract/index.ts'
import { arm, type CancelWindow } from './arm.ts'
import type { ExecutorPorts, RunPlace } from './executor-ports.ts'
import { leaveUnproved, prove } from './prove.ts'
import { resolveDoubt } from './resolve-doubt.ts'
import { createRunContext } from './run-context.ts'
import { inverseOf } from './run-state.ts'
import type { ReadIntent, RunSubject } from './run-subject.ts'
import { sendApproved } from './send-approved.ts'

export interface RunnerOptions {
  readonly runId: string
  readonly subject: RunSubject
  readonly place: RunPlace
  /** Length of the cancel window, real milliseconds. */
  readonly armMs: number
  readonly onRun: (run: Run) => void
}

/** One run from approval to its end. */
export interface Runner {
  readonly subject: RunSubject
  readonly place: RunPlace
  run(): Run
  /** Waits out the cancel window and goes on; `confirmSeq` is the approval's number in the journal. */
  begin(confirmSeq: number, window: CancelWindow): void
  /** Ends the run before it began. */
  refuse(failure: Failure): void
  /** Settles an intent that nobody reads for. `intentAt` is the record's time; `begun` tells which process wrote it. */
  resume(intent: ReadIntent, intentAt: string, begun: 'here' | 'earlier'): void
  /** The operator's stop. */
  abort(): void
  /** Its connection ends, with the reason as a clause: the record says what that cut off. An open intent stays open. */
  end(why: string): void
}

/** Arm, send, prove: one after the other, each only when the one before has left something to do. */
export function createRunner(ports: ExecutorPorts, options: RunnerOptions): Runner {
  const { runId, subject, place, armMs, onRun } = options
  const stop = new AbortController()
  const ending = new AbortController()
  const context = createRunContext({
    runId,
    subject,
    place,
    ports,
    armMs,
    stop: stop.signal,
    ending: ending.signal,
    onRun
  })

  async function play(confirmSeq: number, window: CancelWindow): Promise<void> {
    const armed = await arm(context, window)
    if (armed.kind === 'over') return
    const changedAt =
      armed.kind === 'alreadyThere' ? armed.since : await sendApproved(context, armed.before, confirmSeq)
    if (changedAt !== null) await prove(context, changedAt)
  }

  async function playOn(intent: ReadIntent, startedAt: string, why: string): Promise<void> {
    const changedAt = await resolveDoubt(context, { ...intent, startedAt }, why)
    if (changedAt !== null) await prove(context, changedAt)
  }

  function guarded(work: Promise<void>): void {
    work.catch((error: unknown) => {
      const inverse = context.run().outcome === null ? null : inverseOf(subject)
      context.settle({ failure: asFailure(error), inverse })
    })
  }

  return {
    subject,
    place,
    run: () => context.run(),
    begin: (confirmSeq, window) => guarded(play(confirmSeq, window)),
    refuse(failure) {
      context.settle({ outcome: 'failed', failure })
    },
    resume(intent, intentAt, begun) {
      const isOwn = begun === 'here'
      context.change({ approvedAt: intentAt, armedUntil: null })
      context.step('intent', 'done', isOwn ? 'Written and synced' : 'Written by an earlier start of Backout')
      const why = isOwn ? 'The answer never came' : 'Backout ended before the answer came'
      guarded(playOn(intent, intentAt, why))
    },
    abort() {
      if (context.run().state !== 'settled') stop.abort(new Error('stopped by the operator'))
    },
    end(why) {
      const { state, proved } = context.run()
      if (state === 'verifying' && !proved) leaveUnproved(context, why)
      if (state === 'arming') void context.note('note', `Nothing was sent: ${why}`, { outcome: 'cancelled' })
      if (state === 'arming') context.settle({ outcome: 'cancelled' })
      ending.abort(new Error(why))
    }
  }
}
