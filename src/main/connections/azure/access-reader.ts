import type { TrafficManagerManagementClient } from '@azure/arm-trafficmanager'
import type { JsonObject } from '../../lib/json-access.ts'
import type { AzureReader } from '../../ports/azure.ts'
import type { QuietAnswers } from '../quiet-answers.ts'
import { jsonOf, readFailure } from './arm-answer.ts'
import type { Sdk } from './sdk.ts'
import type { AzureTransport } from './transport.ts'

export interface AccessReaderOptions {
  readonly sdk: Pick<Sdk, 'createHttpHeaders' | 'createPipelineRequest'>
  /** Signed in as of now; its pipeline signs requests. */
  readonly arm: () => Pick<TrafficManagerManagementClient, 'pipeline'>
  readonly transport: Pick<AzureTransport, 'client'>
  readonly quiet: QuietAnswers
  /** Origin of Azure Resource Manager. */
  readonly endpoint: string
}

/** Versions of the interface by what is asked for (azure-rest-api-specs, specification/authorization and resources). */
const versions = { permissions: '2022-04-01', locks: '2016-09-01' } as const

/**
 * Asks Resource Manager what the one who is signed in may do with a resource, and which locks hold it, those of its group and
 * its subscription among them. Azure's package for it is as large as all others, for two reads.
 */
export function createAccessReader(options: AccessReaderOptions): AzureReader['readAccess'] {
  const { sdk, arm, transport, quiet, endpoint } = options
  return async (resourceId, what, abort): Promise<JsonObject> => {
    try {
      const answer = await arm().pipeline.sendRequest(
        transport.client,
        sdk.createPipelineRequest({
          url: `${endpoint}${resourceId}/providers/Microsoft.Authorization/${what}?api-version=${versions[what]}`,
          method: 'GET',
          headers: sdk.createHttpHeaders({ accept: 'application/json' }),
          abortSignal: abort
        })
      )
      const { status, headers, bodyAsText } = answer
      return jsonOf({ status, headers: headers.toJSON(), body: bodyAsText ?? '' }, `say which ${what} there are`, quiet)
    } catch (error) {
      throw readFailure(error)
    }
  }
}
