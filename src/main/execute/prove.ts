import type { Check } from '../../contract/index.ts'
import { asFailure } from '../../contract/index.ts'
import { withDeadline } from '../lib/deadline.ts'
import { formatDuration } from '../../contract/words/format-duration.ts'
import { isProof } from './check-board.ts'
import { conclude } from './conclude.ts'
import { readTarget } from './read-target.ts'
import type { RunContext } from './run-context.ts'
import { inverseOf } from './run-state.ts'
import { verifyRollback, type Verified } from './verify-rollback.ts'

/** How long the service is to be watched after the proof, by the clock of the run's place. */
const watchMs = 30 * 60_000
/** For the one reading after the operator's stop, real time. */
const lastLookMs = 5_000

/** Watches what was changed until it is proved or not, and settles the run. `changedAt` is ISO, on the server's clock. */
export async function prove(context: RunContext, changedAt: string): Promise<void> {
  const { place, subject, abort, stop, ending } = context
  context.change({ state: 'verifying' })
  if (stop.aborted) return stoppedWaiting(context)
  context.step('rollout', 'now')
  try {
    const { reader, clock, measurements } = place
    const verified = await verifyRollback({
      reader,
      clock,
      measurements,
      subject,
      changedAt,
      abort,
      onChecks: (seen, phase) => showChecks(context, seen, phase)
    })
    await conclusion(context, verified)
  } catch (error) {
    if (ending.aborted) return
    if (stop.aborted) return stoppedWaiting(context)
    const failure = asFailure(error)
    await context.note('reconcile', `Not proved: ${failure.message}`, { proved: false, failure })
    context.settle({ failure, inverse: inverseOf(subject), impact: 'Not proved: the verification failed.' })
  }
}

/** The connection ends before the proof: the record says so, and the run settles as not proved. */
export function leaveUnproved(context: RunContext, why: string): void {
  void context.note('reconcile', `Verification ended early: ${why}. Not proved.`, { proved: false })
  context.settle({ inverse: inverseOf(context.subject), impact: `Not proved: ${why}.` })
}

/** The record comes first: what the screen shows as proved, the report can already say. */
async function conclusion(context: RunContext, { checks, seen }: Verified): Promise<void> {
  const { place, subject } = context
  const now = place.clock.now().getTime()
  const proved = isProof(checks)
  context.change({ checks, proved })
  const written = checks.map((check) =>
    context.note('check', `${check.title}: ${check.status}. ${check.evidence}`, { check })
  )
  const after = `${formatDuration(now - Date.parse(context.run().approvedAt))} after approval`
  const said = proved ? `Proved ${after}` : `Not proved ${after}`
  const watchUntil = proved ? new Date(now + watchMs).toISOString() : null
  const body = { proved, after: seen, watchUntil }
  await Promise.all([...written, context.note('reconcile', proved ? `Recovered, proved ${after}` : said, body)])
  const isRefuted = checks.some(({ status }) => status === 'False')
  context.step('proof', proved ? 'done' : isRefuted ? 'failed' : 'unknown', proved ? said : 'Not proved')
  context.settle({
    impact: `${said}.`,
    watchUntil,
    inverse: proved ? null : inverseOf(subject)
  })
}

function showChecks(context: RunContext, seen: readonly Check[], phase: 'rollout' | 'proof'): void {
  const check = (name: string) => seen.find((one) => one.name === name)
  context.change({ checks: seen })
  if (phase === 'proof' && context.run().steps.find(({ id }) => id === 'rollout')?.state === 'now') {
    const rollout = check('rollout')
    context.step('rollout', rollout?.status === 'True' ? 'done' : 'failed', rollout?.evidence ?? '')
  }
  context.step(phase, 'now', check(phase === 'rollout' ? 'rollout' : 'errorRatio')?.evidence ?? '')
}

/** After a stop: one more reading says what is there, and the way back is offered. */
async function stoppedWaiting(context: RunContext): Promise<void> {
  const seen = await lastLook(context)
  await context.note('reconcile', `Stopped waiting. ${seen}`, { proved: false })
  context.settle({ inverse: inverseOf(context.subject), impact: `Not proved: waiting was stopped. ${seen}` })
}

async function lastLook({ place, subject, ending }: RunContext): Promise<string> {
  try {
    const deployment = await withDeadline(ending, lastLookMs, (late) => readTarget(place.reader, subject, late, true))
    const seen = conclude(subject, deployment)
    return seen.kind === 'settled' ? `${seen.text}.` : 'The Deployment is as it was before.'
  } catch (error) {
    return `The Deployment cannot be read: ${asFailure(error).message}`
  }
}
