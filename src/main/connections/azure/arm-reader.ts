import type { TrafficManagerManagementClient } from '@azure/arm-trafficmanager'
import type { Failure } from '../../../contract/index.ts'
import type { AzureReader, ProfileName } from '../../ports/azure.ts'
import type { Clock } from '../../ports/clock.ts'
import { profileId } from '../../providers/azure/resource-id.ts'
import type { Exchange } from '../exchange.ts'
import type { QuietAnswers } from '../quiet-answers.ts'
import { jsonOf, readFailure, type RawAnswer } from './arm-answer.ts'

export interface ArmReaderOptions {
  /** Signed in as of now. */
  readonly arm: () => Pick<TrafficManagerManagementClient, 'profiles'>
  /** Signs in anew, after a token was refused that its holder takes for good; false when that was just done. */
  readonly renew: () => boolean
  readonly quiet: QuietAnswers
  readonly clock: Clock
  readonly onExchange: (exchange: Exchange) => void
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
    let raw: RawAnswer | undefined
    let failure: Failure | undefined
    try {
      raw = await answerOf(arm(), name, abort)
      if (raw?.status === 401 && renew()) raw = await answerOf(arm(), name, abort)
      return jsonOf(raw, `say how profile ${name.profile} is`, quiet)
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
): Promise<RawAnswer | undefined> {
  const seen: { raw?: RawAnswer } = {}
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
