import { createHash } from 'node:crypto'
import type { Action } from '../ports/action.ts'
import type { WireResponse } from '../ports/wire.ts'

/** What an outcome record keeps of an answer: selected fields and a digest (SHA-256, lower-case hex), never the body. */
export function responseFacts(
  { status, durationMs, serverAt, auditId, headers, body }: WireResponse,
  action: Pick<Action, 'factsOf'>
): Readonly<Record<string, unknown>> {
  return {
    status,
    durationMs,
    serverAt,
    auditId,
    warning: headers['warning'] ?? null,
    bodySha256: createHash('sha256').update(body).digest('hex'),
    after: action.factsOf(body)
  }
}
