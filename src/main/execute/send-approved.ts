import { asFailure } from '../../contract/index.ts'
import type { KubeObject, WireResponse } from '../ports/kube.ts'
import { closeIntent, type OpenIntent } from './close-intent.ts'
import { exchangeOnce } from './exchange-once.ts'
import { intentBody } from './intent.ts'
import { outcomeOfResponse, type StepOutcome } from './outcome-of-response.ts'
import { resolveDoubt } from './resolve-doubt.ts'
import { responseFacts } from './response-facts.ts'
import type { RunContext } from './run-context.ts'

/**
 * Writes the intent, sends the request once, and closes the intent with what came of it.
 * @param before the Deployment as it was read last
 * @param confirmSeq sequence number of the approval in the journal
 * @returns when the server took the change, ISO, on its own clock; null when there is nothing to prove.
 */
export async function sendApproved(
  context: RunContext,
  before: KubeObject,
  confirmSeq: number
): Promise<string | null> {
  const { ports, place, subject, runId, timeoutMs, abort, stop, ending } = context
  const intent: OpenIntent = {
    intentId: ports.newId(),
    attemptId: ports.newId(),
    deadlineAtMs: Date.now() + timeoutMs,
    startedAt: context.nowText()
  }
  const { operator } = ports
  try {
    await ports.journal.append(
      'intent',
      intentBody({ ...intent, runId, subject, place, operator, before, confirmSeq, timeoutMs })
    )
  } catch (error) {
    const failure = asFailure(error)
    context.step('intent', 'failed', failure.message)
    context.settle({ outcome: 'failed', failure })
    return null
  }
  const { request } = subject.step
  const exchanged = exchangeOnce(place.writer, request, {
    auditId: intent.attemptId,
    timeoutMs,
    deadlineAtMs: intent.deadlineAtMs,
    abort
  })
  context.change({ state: 'sending', armedUntil: null })
  context.step('intent', 'done', 'Written and synced')
  context.step('send', 'now')
  const answer = await exchanged
  if (answer.kind === 'answered') return answered(context, answer.response, before, intent)
  if (ending.aborted) return null
  if (answer.kind === 'inDoubt') return resolveDoubt(context, intent, answer.why)
  const { failure } = answer
  const result: StepOutcome = stop.aborted ? { outcome: 'cancelled' } : { outcome: 'failed', failure }
  await closeIntent(context, intent, result, 'Nothing was sent')
  return null
}

async function answered(
  context: RunContext,
  response: WireResponse,
  before: KubeObject,
  intent: OpenIntent
): Promise<string | null> {
  const { subject, place } = context
  const result = outcomeOfResponse(response, subject, before.metadata.resourceVersion ?? null, place.user)
  if (result.outcome === 'unknown')
    return resolveDoubt(context, intent, result.failure?.message ?? `The server answered ${response.status}`)
  const detail = `${response.status} · ${Math.round(response.durationMs)} ms`
  await closeIntent(context, intent, result, detail, responseFacts(response))
  const isApplied = result.outcome === 'succeeded' || result.outcome === 'noChange'
  return isApplied ? (response.serverAt ?? intent.startedAt) : null
}
