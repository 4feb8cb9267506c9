import { asFailure } from '../../contract/index.ts'
import type { ConsolePorts } from '../ports/console.ts'
import { agreeToVouch } from './agree-to-vouch.ts'
import type { Approving } from './approving.ts'
import type { Debts } from './debts.ts'
import type { EnvironmentSession } from './environment-session.ts'
import { done, unwrap, type Handlers } from './handlers.ts'
import type { RecordKeeper } from './record-keeper.ts'
import type { Runs } from './runs.ts'
import type { Watches } from './watches.ts'

export interface RunHandlersOptions {
  readonly ports: Pick<ConsolePorts, 'dialogs' | 'operator'>
  readonly record: RecordKeeper
  readonly runs: Runs
  readonly watches: Watches
  /** The open environment. @throws FailureError when none is */
  readonly opened: () => EnvironmentSession
  readonly approving: Approving
  readonly debts: Debts
  readonly keepEvidence: (why: string) => Promise<unknown>
}

/** What is done, and what it leaves behind: approvals, answers, proofs, watches and debts. */
export function runHandlers(options: RunHandlersOptions) {
  const { ports, record, runs, watches, opened, approving, debts, keepEvidence } = options
  return {
    'run.approve': async (input) => {
      // Beside the person's answer and the time to cancel it, and never in the way of the action.
      keepEvidence('before the action').catch((error: unknown) =>
        record.sayOnce(`Nothing was kept as evidence before the action: ${asFailure(error).message}`)
      )
      return unwrap(await approving.approve(input))
    },
    'run.abort': ({ runId }) => unwrap(runs.abort(runId)),
    'run.answer': async (input) => unwrap(await approving.answer(input)),
    'run.proveAgain': ({ runId }) => unwrap(runs.proveAgain(runId)),
    'run.attest': async (input) => {
      await agreeToVouch(ports, unwrap(runs.attestable(input.runId)), input.note)
      return unwrap(await runs.attest(input))
    },
    'run.dismiss': ({ runId }) => unwrap(runs.dismiss(runId)),
    'watch.begin': ({ ref }) => {
      watches.begin(ref, opened())
      return null
    },
    'watch.stop': ({ id, note }) => {
      watches.stop(id, note)
      return null
    },
    'debt.settle': (input) => done(debts.settle(input)),
    'debt.handOver': (input) => done(debts.handOver(input))
  } satisfies Partial<Handlers>
}
