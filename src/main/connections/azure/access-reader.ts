import type { JsonObject } from '../../lib/json-access.ts'
import type { AzureReader } from '../../ports/azure.ts'
import type { QuietAnswers } from '../quiet-answers.ts'
import { jsonOf, readFailure } from './arm-answer.ts'
import type { ArmGet } from './arm-get.ts'

/** Versions of the interface by what is asked for (azure-rest-api-specs, specification/authorization and resources). */
const versions = { permissions: '2022-04-01', locks: '2016-09-01', denyAssignments: '2022-04-01' } as const

/**
 * Asks Resource Manager what the one who is signed in may do with a resource, and which locks hold it, or what is denied there,
 * those of its group and its subscription among them. `endpoint` is its origin.
 */
export function createAccessReader(get: ArmGet, quiet: QuietAnswers, endpoint: string): AzureReader['readAccess'] {
  return async (resourceId, what, abort): Promise<JsonObject> => {
    try {
      // Without the filter those below a resource come along (authorization-DenyAssignmentCalls.json 2022-04-01, FilterParameter).
      const filter = what === 'denyAssignments' ? '&$filter=atScope()' : ''
      const url = `${endpoint}${resourceId}/providers/Microsoft.Authorization/${what}?api-version=${versions[what]}${filter}`
      return jsonOf(await get(url, abort), `say which ${what} there are`, quiet)
    } catch (error) {
      throw readFailure(error)
    }
  }
}
