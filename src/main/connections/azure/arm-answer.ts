import { asFailure, FailureError, failureOf } from '../../../contract/index.ts'
import type { JsonObject } from '../../lib/json-access.ts'
import { armFailure } from '../../providers/azure/arm-error.ts'
import { decodeJson, NotJsonError } from '../http/decode-json.ts'
import { TransportError } from '../http/transport-error.ts'
import type { QuietAnswers } from '../quiet-answers.ts'

/** An answer as it came: the SDK takes a sign-in page with status 200 for an empty profile. */
export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * What Resource Manager answered, as JSON. `asked` follows `Azure did not`.
 * @throws FailureError for a refusal, and for what is no answer of Resource Manager.
 */
export function jsonOf(raw: RawAnswer | undefined, asked: string, quiet: QuietAnswers): JsonObject {
  if (!raw) throw new FailureError(failureOf('internal', "Azure's SDK showed no answer."))
  const { status, headers } = raw
  if (status !== 200)
    throw new FailureError(
      armFailure({ status, body: quiet.refusal(raw.body), asked, retryAfter: headers['retry-after'] ?? '' })
    )
  try {
    return decodeJson(headers, Buffer.from(raw.body))
  } catch (error) {
    if (!(error instanceof NotJsonError)) throw error
    const text = `What answered for Azure Resource Manager is something else: ${error.message}.`
    const remedy = 'Look whether a proxy or a sign-in page answers for it.'
    throw new FailureError(failureOf('server', text, { remedy, retryable: true }), { cause: error })
  }
}

/** Azure's own certificates are good: another one is somebody's in between. */
export const openedTls =
  'Something between here and Azure may open TLS, as a proxy of the company does, or a sign-in page of this network. Add its authority to those that this computer trusts, or go another way.'

/** Why a reading failed, in words. */
export function readFailure(error: unknown): FailureError {
  if (error instanceof FailureError) return error
  const lost = error instanceof TransportError ? error : undefined
  if (lost?.cause instanceof FailureError) return lost.cause
  if (!lost) return new FailureError(asFailure(error), { cause: error })
  const code = lost.kind === 'cancelled' || lost.kind === 'timeout' || lost.kind === 'tls' ? lost.kind : 'unreachable'
  const text = `Azure cannot be read: ${lost.message}.`.replace(/\.\.$/, '.')
  const remedy = code === 'tls' ? openedTls : lost.remedy
  const more = { retryable: code !== 'tls', ...(remedy === undefined ? {} : { remedy }) }
  return new FailureError(failureOf(code, text, more), { cause: error })
}
