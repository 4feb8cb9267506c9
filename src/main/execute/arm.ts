import { setTimeout as delay } from 'node:timers/promises'
import type { Failure, Outcome } from '../../contract/index.ts'
import { asFailure } from '../../contract/index.ts'
import type { KubeObject } from '../ports/kube.ts'
import { ownerProblem, seeCanaries } from './new-owner.ts'
import { readTarget } from './read-target.ts'
import { recheck } from './recheck.ts'
import type { RunContext } from './run-context.ts'

/** The last look before sending starts this long before the cancel window ends, real milliseconds. */
const recheckBeforeMs = 1_000

export type Armed =
  | { readonly kind: 'ready'; readonly before: KubeObject }
  /** There is nothing to send: the Deployment has asked for the revision since then, ISO on the server's clock. */
  | { readonly kind: 'alreadyThere'; readonly since: string }
  /** The run has settled, and nothing was sent. */
  | { readonly kind: 'over' }

/** Waits the cancel window out and looks once more. `armMs` is the window's length, real milliseconds. */
export async function arm(context: RunContext, armMs: number): Promise<Armed> {
  const { abort, stop, ending } = context
  const endsAt = performance.now() + armMs
  try {
    await delay(Math.max(0, armMs - recheckBeforeMs), undefined, { signal: abort })
    const armed = await lookAgain(context)
    const leftMs = armed.kind === 'ready' ? endsAt - performance.now() : 0
    if (leftMs > 0) await delay(leftMs, undefined, { signal: abort })
    if (armed.kind === 'ready') abort.throwIfAborted()
    return armed
  } catch (error) {
    if (ending.aborted) return { kind: 'over' }
    if (stop.aborted) {
      void context.note('note', 'Cancelled before anything was sent', { outcome: 'cancelled' })
      context.settle({ outcome: 'cancelled' })
      return { kind: 'over' }
    }
    const failure = asFailure(error)
    return leave(context, 'failed', failure, { text: `Nothing was sent: ${failure.message}` })
  }
}

async function lookAgain(context: RunContext): Promise<Armed> {
  const { subject, place, abort } = context
  const [deployment, canaries] = await Promise.all([
    readTarget(place.reader, subject, abort, true),
    seeCanaries(place.reader, subject, abort)
  ])
  const seen = recheck(subject, deployment)
  if (seen.kind === 'fits') {
    const failure = ownerProblem(subject, seen.before, canaries)
    return failure ? leave(context, 'failed', failure) : { kind: 'ready', before: seen.before }
  }
  if (seen.kind === 'changed') return leave(context, 'conflict', seen.failure, { unmet: seen.unmet })
  const { ref, toRevision } = subject.target
  context.step('send', 'done', 'Not sent: it already asks for this revision')
  void context.note('note', `Nothing to send: ${ref.name} already asks for revision ${toRevision}`, {
    outcome: 'noChange'
  })
  context.change({ outcome: 'noChange', armedUntil: null })
  return { kind: 'alreadyThere', since: seen.since ?? context.nowText() }
}

/** Settles a run that sends nothing. */
function leave(
  context: RunContext,
  outcome: Outcome,
  failure: Failure,
  body: Readonly<Record<string, unknown>> = {}
): Armed {
  context.step('send', 'failed', failure.message)
  void context.note('note', failure.message, { outcome, failure, ...body })
  context.settle({ outcome, failure })
  return { kind: 'over' }
}
