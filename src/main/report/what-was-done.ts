import { undoneOf } from '../../contract/half-way.ts'
import type { Run } from '../../contract/index.ts'
import type { SeenNow } from './seen-now.ts'

/** What of a run a text for users needs; what an old record leaves out is left out. */
export type ToldRun = Pick<Run, 'outcome' | 'proved' | 'besides' | 'words'> &
  Partial<Pick<Run, 'attested' | 'checks' | 'state' | 'steps' | 'attempts' | 'continues'>>

/**
 * How far what was done has come, as far as users are concerned.
 * - `nothing`: nothing of it was sent, or nothing of what was sent was taken
 * - `underWay`: it is being sent, or pods are still being replaced
 * - `partly`: it was stopped before all of it was done
 * - `unchecked`: it was sent, and whether it was taken is not known
 * - `notHelping`: it is done, and is seen not to help
 * - `notKnown`: it is done, nothing waits for its proof any more, and whether it helped is not known
 * - `done`: it is done, and is being proved, or somebody vouches for it
 * - `proved`: it is over, and what comes after it is something else
 */
type DoneSoFar = 'nothing' | 'underWay' | 'partly' | 'unchecked' | 'notHelping' | 'notKnown' | 'done' | 'proved'

/** What is known beside the run itself. */
interface SeenOfIt {
  readonly seen: SeenNow
  /** What is measured may still be requests of before the newest change. */
  readonly isOfBefore?: boolean
}

/** How far it has come, by the run and what is measured now. */
export function doneSoFar(run: ToldRun | null, { seen, isOfBefore = false }: SeenOfIt): DoneSoFar {
  if (run === null) return 'nothing'
  if (run.proved) return 'proved'
  if (run.attested) return 'done'
  const { state, outcome, checks = [] } = run
  if (state === 'settled' && isPart(run)) return 'partly'
  if (state === 'arming' || outcome === 'cancelled' || outcome === 'failed' || outcome === 'conflict') return 'nothing'
  const isTaken = outcome === 'succeeded' || outcome === 'noChange'
  if (!isTaken) return state === 'settled' ? 'unchecked' : 'underWay'
  const isFalse = checks.some(({ status, blocks }) => status === 'False' && blocks)
  if (state === 'settled') {
    // Until its time is up, what fails may be requests of before.
    if (!isOfBefore && (isFalse || seen === 'errors')) return 'notHelping'
    return 'notKnown'
  }
  if (state !== 'verifying') return 'underWay'
  if (isFalse) return 'notHelping'
  return isRolledOut(run) ? 'done' : 'underWay'
}

const takenBack = 'A recent change was taken back.'

/** What was done, a sentence for users. That a cure was taken back is never told as the cure. */
export function doneText(run: ToldRun | null): string {
  if (run?.continues?.how === 'takeBack') return 'What we had changed was put back as it was before.'
  return run?.words.outside?.done ?? takenBack
}

/** What is being done, or was for a part, the same way. */
function beingDoneText(run: ToldRun | null): string {
  if (run?.continues?.how === 'takeBack') return 'What we had changed is being put back as it was before.'
  return run?.words.outside?.doing ?? 'A recent change is being taken back.'
}

/**
 * What is being done about it, for users; empty where nothing is, or it is over.
 * @param hasFailedBefore what was done before this run was seen not to have helped
 */
export function doingText(run: ToldRun | null, soFar: DoneSoFar, hasFailedBefore = false): string {
  const before = hasFailedBefore ? 'What was done first has not helped. ' : ''
  switch (soFar) {
    case 'nothing':
    case 'proved':
      return ''
    case 'underWay':
      return `${before}${beingDoneText(run)}`
    case 'partly':
      return `${before}${beingDoneText(run)} That is not complete.`
    case 'unchecked':
      return `${before}Whether what we did was taken is being checked.`
    case 'notHelping':
      return `What was done has not helped${inPart(run)} so far, and we go on working on it.`
    case 'notKnown': {
      const said = run !== null && !isRolledOut(run) ? beingDoneText(run) : doneText(run)
      return `${before}${said} Whether it helped is not known yet.`
    }
    case 'done':
      return `${before}${doneText(run)}`
  }
}

/** Something of it was done, and something was not. */
function isPart({ state = 'settled', steps = [], attempts = [] }: ToldRun): boolean {
  return undoneOf({ state, steps, attempts }).length > 0
}

/** Whether all pods run what they are to run, where it is about pods at all. */
function isRolledOut({ checks = [], steps = [] }: ToldRun): boolean {
  const of = checks.filter(({ name, covers = [] }) => name === rollout || covers.includes(rollout))
  if (of.length > 0) return of.every(({ status }) => status !== 'Unknown')
  return !steps.some(({ kind, id, state }) => kind === 'prove' && id === rollout && state !== 'done')
}

/** As a proof calls the check, and the phase, that waits for the pods. */
const rollout = 'rollout'

/** Of several services, some are well already. */
function inPart(run: ToldRun | null): string {
  if (run?.besides === undefined || run.besides.length < 2) return ''
  return run.checks?.some(({ status, blocks }) => status === 'True' && !blocks) === true ? ' everywhere' : ''
}
