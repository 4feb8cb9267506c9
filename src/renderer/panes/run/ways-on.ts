import type { Run, RunStep } from '../../../contract/index.ts'

/** What can be done about a run that has settled without a proof. */
export interface WaysOn {
  /** Watching once more what it changed, under the name that fits how it ended; null where there is nothing to watch. */
  readonly again: 'Wait on' | 'Prove again' | 'Read again' | null
  /** Vouching for it by hand, where nothing measured speaks against it. */
  readonly vouch: boolean
  /** Planning what is left of a run that stopped between its steps. */
  readonly goOn: boolean
  /** Planning anew what lasts: somebody put back what was changed, and would again. */
  readonly lasting: boolean
}

const none: WaysOn = { again: null, vouch: false, goOn: false, lasting: false }

export function waysOn(run: Run): WaysOn {
  if (run.state !== 'settled' || run.proved || run.overtaken) return none
  if (run.outcome === 'unknown') return { ...none, again: 'Read again' }
  const isWhole = run.steps.every(({ kind, state }) => kind === 'prove' || kind === 'keep' || state === 'done')
  const wasSent = run.attempts.some(({ outcome }) => outcome === 'succeeded')
  if (!isWhole) return { ...none, goOn: wasSent && run.steps.some(isLeft) }
  if (!wasSent) return none
  if (run.checks.some(({ status, putBack }) => status === 'False' && putBack)) return { ...none, lasting: true }
  // The operator's stop leaves phases of the proof undone; a proof that came to its end leaves none.
  const isStopped = run.steps.some(({ kind, state }) => kind === 'prove' && state === 'cancelled')
  const isRefuted = run.checks.some(({ status, blocks }) => status === 'False' && blocks)
  return { ...none, again: isStopped ? 'Wait on' : 'Prove again', vouch: run.attested === null && !isRefuted }
}

/**
 * Whether what was done should rather be taken back than gone on with: what the plan waited for did not come, so that the rest of it
 * would begin from something else than was approved.
 */
export function isBackFirst({ steps }: Run): boolean {
  return steps.some(({ kind, state }) => kind === 'wait' && state === 'failed')
}

/** Whether a step would still have to be done. */
function isLeft({ kind, state }: RunStep): boolean {
  return (kind === 'do' || kind === 'wait') && state !== 'done'
}
