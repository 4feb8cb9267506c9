import { httpDateMs } from '../lib/server-clock.ts'
import type { WireResponse } from '../ports/wire.ts'
import { decodeText } from './http/decode-json.ts'
import type { HttpAnswer } from './http/send-once.ts'

/** A complete answer as the stages see it. @throws NotJsonError for a body in an encoding that was not asked for. */
export function toResponse(answer: HttpAnswer): WireResponse {
  const date = httpDateMs(answer.headers['date'])
  return {
    status: answer.status,
    headers: answer.headers,
    body: decodeText(answer.headers, answer.body),
    serverAt: Number.isNaN(date) ? null : new Date(date).toISOString(),
    auditId: answer.headers['audit-id'] ?? null,
    durationMs: answer.durationMs
  }
}
