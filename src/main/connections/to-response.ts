import { httpDateMs } from '../lib/server-clock.ts'
import type { WireResponse } from '../ports/wire.ts'
import { decodeText } from './http/decode-json.ts'
import type { HttpAnswer } from './http/send-once.ts'
import type { QuietAnswers } from './quiet-answers.ts'

/** A complete answer as the stages see it; one that refuses, without credentials that it repeats. @throws NotJsonError for a body in an encoding that was not asked for. */
export function toResponse(answer: HttpAnswer, quiet: QuietAnswers): WireResponse {
  const body = decodeText(answer.headers, answer.body)
  const warning = answer.headers['warning']
  const date = httpDateMs(answer.headers['date'])
  return {
    status: answer.status,
    headers: warning === undefined ? answer.headers : { ...answer.headers, warning: quiet.text(warning) },
    body: answer.status >= 400 ? quiet.refusal(body) : body,
    serverAt: Number.isNaN(date) ? null : new Date(date).toISOString(),
    auditId: answer.headers['audit-id'] ?? null,
    durationMs: answer.durationMs
  }
}
