import type { Run } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { setView } from '../../stores/view.ts'
import { wantInSight } from '../plan/go-to-approval.ts'
import { waysOn } from './ways-on.ts'

/** Watches once more what a settled run changed; false where that makes no sense. */
export function proveAgain(run: Run | null): boolean {
  if (run === null || waysOn(run).again === null) return false
  void ask('run.proveAgain', { runId: run.id })
  return true
}

/** Plans what is left of a run that stopped between its steps; nothing is sent before that plan is approved. */
export async function continueRun({ id, lever, choice, planned }: Run): Promise<void> {
  if ((await ask('run.dismiss', { runId: id })) === undefined) return
  const continues = { runId: id, how: 'goOn' } as const
  wantInSight(lever)
  // What the lever would take now may be the other way round: half of what it was for is done.
  const same = choice ?? planned
  await ask('plan.prepare', { lever, continues, ...(same === undefined ? {} : { choice: same }) })
}

/** Plans the way back from what a run did; it is sent once that plan is approved. */
export async function planInverse(runId: Run['id'], { lever, choice }: NonNullable<Run['inverse']>): Promise<void> {
  if ((await ask('run.dismiss', { runId })) === undefined) return
  wantInSight(lever)
  await ask('plan.prepare', { lever, choice, continues: { runId, how: 'takeBack' } })
}

/** Opens the words that are vouched with; false where nothing is to be vouched for. */
export function vouch(run: Run | null): boolean {
  if (run === null || !waysOn(run).vouch) return false
  setView({ vouching: run.id })
  return true
}

/** Ends the waiting for what runs, not what was sent; false where nothing is waited for. */
export function stopWaiting(run: Run | null): boolean {
  if (run === null || run.state === 'settled' || run.state === 'arming' || run.asking !== null) return false
  void ask('run.abort', { runId: run.id })
  return true
}

/** Plans what is left; false where nothing is. */
export function goOn(run: Run | null): boolean {
  if (run === null || !waysOn(run).goOn) return false
  void continueRun(run)
  return true
}

/** Plans the way back from what was done; false where there is none to plan yet. */
export function takeBack(run: Run | null): boolean {
  if (run === null || run.state !== 'settled' || run.inverse === null) return false
  void planInverse(run.id, run.inverse)
  return true
}
