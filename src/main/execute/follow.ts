import { setTimeout as delay } from 'node:timers/promises'
import { asFailure, failureOf } from '../../contract/index.ts'
import type { Action, Mutation } from '../ports/action.ts'
import type { JournalRecord } from '../ports/journal.ts'
import type { WireResponse } from '../ports/wire.ts'
import type { SentIntent } from './intent.ts'
import { responseFacts } from './response-facts.ts'
import type { RunContext } from './run-context.ts'
import type { Settled } from './settle.ts'

/** After a reading that failed, real milliseconds: a long operation outlives a bad network. */
const againAfterMs = 2_000

/** What is needed to read on in another process. */
export function recordAccepted(
  { log }: RunContext,
  action: Action,
  mutation: Mutation,
  { intentId, attemptId, stepId }: SentIntent,
  accepted: WireResponse
): Promise<void> {
  return log.say('accepted', {
    text: `${mutation.command}: accepted`,
    intentId,
    attemptId,
    ...(stepId === null ? {} : { stepId }),
    operation: { headers: accepted.headers },
    ...responseFacts(accepted, action)
  })
}

/** The answer by which an attempt was accepted, as its record keeps it; null when none was. */
export function recordedAcceptance(records: readonly JournalRecord[], attemptId: string): WireResponse | null {
  const body = records.findLast(({ kind, body: of }) => kind === 'accepted' && of['attemptId'] === attemptId)?.body
  if (!body) return null
  const { operation, serverAt, durationMs, auditId } = body
  const headers = (operation as { readonly headers?: WireResponse['headers'] } | undefined)?.headers ?? {}
  return {
    status: 202,
    headers,
    body: '',
    serverAt: typeof serverAt === 'string' ? serverAt : null,
    auditId: typeof auditId === 'string' ? auditId : null,
    durationMs: typeof durationMs === 'number' ? durationMs : 0
  }
}

/**
 * Follows a long operation that was accepted to its end. A reading that fails is tried again. After the operator's stop
 * the intent stays open: what was accepted goes on there, and a reading that finds it as before proves nothing.
 * Null when the connection ended meanwhile.
 */
export async function follow(
  context: RunContext,
  action: Action,
  mutation: Mutation,
  { stepId }: Pick<SentIntent, 'stepId'>,
  accepted: WireResponse
): Promise<Settled | null> {
  const { log, place, abort, ending } = context
  for (;;) {
    try {
      const result = (await action.follow?.(mutation, accepted, place, abort)) ?? { outcome: 'unknown' as const }
      if (result.outcome !== 'unknown') {
        const text = 'Followed to its end'
        return { kind: 'closed', result, text, changedAt: context.nowText(), facts: { resolvedBy: 'operation' } }
      }
    } catch (error) {
      if (ending.aborted) return null
      if (abort.aborted) return stillGoesOn
      const detail = `Cannot read how far it has come: ${asFailure(error).message}`
      log.live({ kind: 'step', id: stepId ?? '', state: 'now', detail })
    }
    await delay(againAfterMs, undefined, { signal: abort }).catch(() => undefined)
    if (ending.aborted) return null
    if (abort.aborted) return stillGoesOn
  }
}

const stillGoesOn: Settled = {
  kind: 'open',
  failure: failureOf('timeout', 'The change was accepted and goes on there; how it ends is not known.', {
    remedy: 'It is followed again when its service is opened next. Until then nothing else is sent to this target.',
    retryable: true
  })
}
