import { setTimeout as delay } from 'node:timers/promises'
import { asFailure } from '../../contract/index.ts'
import type { KubeObject } from '../ports/kube.ts'
import { readTarget } from './read-target.ts'
import { recheck } from './recheck.ts'
import type { RunContext } from './run-context.ts'

/** The last look before sending starts this long before the cancel window ends, real milliseconds. */
const recheckBeforeMs = 1_000

export type Armed =
  | { readonly kind: 'ready'; readonly before: KubeObject }
  /** There is nothing to send: the Deployment already asks for the revision. */
  | { readonly kind: 'alreadyThere' }
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
      context.note('note', 'Cancelled before anything was sent', { outcome: 'cancelled' })
      context.settle({ outcome: 'cancelled' })
      return { kind: 'over' }
    }
    const failure = asFailure(error)
    context.step('send', 'failed', failure.message)
    context.note('note', `Nothing was sent: ${failure.message}`, { outcome: 'failed', failure })
    context.settle({ outcome: 'failed', failure })
    return { kind: 'over' }
  }
}

async function lookAgain(context: RunContext): Promise<Armed> {
  const { subject, place, abort } = context
  const seen = recheck(subject, await readTarget(place.reader, subject, abort, true))
  if (seen.kind === 'fits') return { kind: 'ready', before: seen.before }
  if (seen.kind === 'changed') {
    context.step('send', 'failed', seen.failure.message)
    context.note('note', seen.failure.message, { outcome: 'conflict', unmet: seen.unmet })
    context.settle({ outcome: 'conflict', failure: seen.failure })
    return { kind: 'over' }
  }
  const { ref, toRevision } = subject.target
  context.step('send', 'done', 'Not sent: it already asks for this revision')
  context.note('note', `Nothing to send: ${ref.name} already asks for revision ${toRevision}`, { outcome: 'noChange' })
  context.change({ outcome: 'noChange', armedUntil: null })
  return { kind: 'alreadyThere' }
}
