import type { TrafficManagerManagementClient } from '@azure/arm-trafficmanager'
import { asFailure, FailureError, failureOf, type Failure } from '../../../contract/index.ts'
import type { JsonObject } from '../../lib/json-access.ts'
import type { AzureReader, ProfileName } from '../../ports/azure.ts'
import type { Clock } from '../../ports/clock.ts'
import { armFailure } from '../../providers/azure/arm-error.ts'
import { profileId } from '../../providers/azure/resource-id.ts'
import type { Exchange } from '../exchange.ts'
import { decodeJson, NotJsonError } from '../http/decode-json.ts'
import { TransportError } from '../http/transport-error.ts'
import type { QuietAnswers } from '../quiet-answers.ts'

export interface ArmReaderOptions {
  /** Signed in as of now. */
  readonly arm: () => Pick<TrafficManagerManagementClient, 'profiles'>
  /** Signs in anew, after a token was refused that its holder takes for good; false when that was just done. */
  readonly renew: () => boolean
  readonly quiet: QuietAnswers
  readonly clock: Clock
  readonly onExchange: (exchange: Exchange) => void
}

/** An answer as it came: the SDK takes a sign-in page with status 200 for an empty profile. */
interface Raw {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const mostExchangeCharacters = 65_536

/**
 * Reads profiles through the SDK, and keeps the JSON as it came. Nothing is read twice, but after a 401 with a new token:
 * the SDK asks for another one only when the answer challenges it for claims.
 */
export function createArmReader({
  arm,
  renew,
  quiet,
  clock,
  onExchange
}: ArmReaderOptions): AzureReader['readProfile'] {
  return async (name, { abort, command }) => {
    const at = clock.now().toISOString()
    const startedMs = performance.now()
    let raw: Raw | undefined
    let failure: Failure | undefined
    try {
      raw = await answerOf(arm(), name, abort)
      if (raw?.status === 401 && renew()) raw = await answerOf(arm(), name, abort)
      return jsonOf(raw, name.profile, quiet)
    } catch (error) {
      const known = readFailure(error)
      failure = known.failure
      throw known
    } finally {
      if (command !== undefined)
        onExchange({
          at,
          label: 'read',
          command,
          request: { method: 'GET', path: profileId(name), query: {} },
          status: raw?.status ?? null,
          durationMs: performance.now() - startedMs,
          body: (raw?.body ?? '').slice(0, mostExchangeCharacters),
          ...(failure ? { failure } : {})
        })
    }
  }
}

/** What the SDK makes of an answer says less than the answer. */
async function answerOf(
  { profiles }: Pick<TrafficManagerManagementClient, 'profiles'>,
  { group, profile }: ProfileName,
  abort: AbortSignal
): Promise<Raw | undefined> {
  const seen: { raw?: Raw } = {}
  const reading = profiles.get(group, profile, {
    abortSignal: abort,
    onResponse({ status, headers, bodyAsText }) {
      seen.raw = { status, headers: headers.toJSON(), body: bodyAsText ?? '' }
    }
  })
  await reading.catch((error: unknown) => {
    if (!seen.raw) throw error
  })
  return seen.raw
}

function jsonOf(raw: Raw | undefined, profile: string, quiet: QuietAnswers): JsonObject {
  const asked = `say how profile ${profile} is`
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

function readFailure(error: unknown): FailureError {
  if (error instanceof FailureError) return error
  const lost = error instanceof TransportError ? error : undefined
  if (lost?.cause instanceof FailureError) return lost.cause
  if (!lost) return new FailureError(asFailure(error), { cause: error })
  const code = lost.kind === 'cancelled' || lost.kind === 'timeout' || lost.kind === 'tls' ? lost.kind : 'unreachable'
  const text = `Azure cannot be read: ${lost.message}.`.replace(/\.\.$/, '.')
  const more = { retryable: code !== 'tls', ...(lost.remedy === undefined ? {} : { remedy: lost.remedy }) }
  return new FailureError(failureOf(code, text, more), { cause: error })
}
