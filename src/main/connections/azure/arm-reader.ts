import type { TrafficManagerManagementClient } from '@azure/arm-trafficmanager'
import type { AzureReader, ProfileName } from '../../ports/azure.ts'
import { profileId } from '../../providers/azure/resource-id.ts'
import type { RawAnswer } from './arm-answer.ts'
import { recordedRead, type RecordedReadOptions } from './recorded-read.ts'

export interface ArmReaderOptions extends RecordedReadOptions {
  /** Signed in as of now. */
  readonly arm: () => Pick<TrafficManagerManagementClient, 'profiles'>
  /** Signs in anew, after a token was refused that its holder takes for good; false when that was just done. */
  readonly renew: () => boolean
}

/**
 * Reads profiles through the SDK, and keeps the JSON as it came. Nothing is read twice, but after a 401 with a new token:
 * the SDK asks for another one only when the answer challenges it for claims.
 */
export function createArmReader(options: ArmReaderOptions): AzureReader['readProfile'] {
  const { arm, renew } = options
  return async (name, { abort, command }) => {
    const reading = { what: `say how profile ${name.profile} is`, path: profileId(name), query: {}, command }
    return recordedRead(options, reading, async () => {
      const raw = await answerOf(arm(), name, abort)
      return raw?.status === 401 && renew() ? answerOf(arm(), name, abort) : raw
    })
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
