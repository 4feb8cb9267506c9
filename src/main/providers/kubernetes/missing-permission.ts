import { failureOf, type Failure } from '../../../contract/index.ts'
import { apiAddress } from './api-address.ts'
import { smallestGrant } from './smallest-grant.ts'

/**
 * A refused dry run of a patch, as who may not do what, and the smallest Role that would allow it.
 *
 * @param path of the request
 * @param user as the server sees it; empty when unknown
 */
export function missingPermission(failure: Failure, path: string, user: string, address: Failure['address']): Failure {
  const asked = apiAddress('PATCH', path)
  const who = user === '' ? 'This user' : `User "${user}"`
  const text = `${who} may not ${asked.verb} ${asked.resource} "${asked.name}" in namespace "${asked.namespace}".`
  return failureOf('forbidden', text, {
    address,
    remedy: `Ask for the Role below, or hand the plan to somebody who may ${asked.verb} ${asked.resource} in ${asked.namespace}.`,
    causes: [failure.message],
    grant: smallestGrant(asked, user)
  })
}
