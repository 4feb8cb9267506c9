import type { TrafficManagerManagementClient } from '@azure/arm-trafficmanager'
import type { RawAnswer } from './arm-answer.ts'
import type { Sdk } from './sdk.ts'
import type { AzureTransport } from './transport.ts'

export interface ArmGetOptions {
  readonly sdk: Pick<Sdk, 'createHttpHeaders' | 'createPipelineRequest'>
  /** Signed in as of now; its pipeline signs requests. */
  readonly arm: () => Pick<TrafficManagerManagementClient, 'pipeline'>
  /** Signs in anew, after a token was refused that its holder takes for good; false when that was just done. */
  readonly renew: () => boolean
  readonly transport: Pick<AzureTransport, 'client'>
}

/** Asks Resource Manager for what is at an address, and keeps the answer as it came. */
export type ArmGet = (url: string, abort: AbortSignal) => Promise<RawAnswer>

/**
 * Reads what Azure's own package for profiles does not: its pipeline signs the request, and our transport sends it. The
 * packages for the rest are larger than all of Backout, for a few reads.
 */
export function createArmGet({ sdk, arm, renew, transport }: ArmGetOptions): ArmGet {
  async function once(url: string, abort: AbortSignal): Promise<RawAnswer> {
    const { status, headers, bodyAsText } = await arm().pipeline.sendRequest(
      transport.client,
      sdk.createPipelineRequest({
        url,
        method: 'GET',
        headers: sdk.createHttpHeaders({ accept: 'application/json' }),
        abortSignal: abort
      })
    )
    return { status, headers: headers.toJSON(), body: bodyAsText ?? '' }
  }
  return async (url, abort) => {
    const holder = arm()
    const answer = await once(url, abort)
    // Somebody else who was refused may just have signed in anew.
    return answer.status === 401 && (renew() || arm() !== holder) ? once(url, abort) : answer
  }
}
