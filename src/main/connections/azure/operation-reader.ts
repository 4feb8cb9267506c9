import { FailureError, failureOf } from '../../../contract/index.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { AzureReader } from '../../ports/azure.ts'
import type { QuietAnswers } from '../quiet-answers.ts'
import { readFailure } from './arm-answer.ts'
import type { ArmGet } from './arm-get.ts'

/** No address of an operation is longer. */
const mostCharacters = 4_096

/**
 * Whether Resource Manager is where an address leads: at its own origin, or at a regional one, which is one label in front of
 * its name (examples of azure-rest-api-specs poll `centraluseuap.management.azure.com`). A token goes there.
 */
export function isResourceManager(url: URL, endpoint: string): boolean {
  const own = new URL(endpoint)
  if (url.protocol !== 'https:' || url.port !== own.port || url.username !== '' || url.password !== '') return false
  if (url.hostname === own.hostname) return true
  const [label = '', ...rest] = url.hostname.split('.')
  return /^[a-z0-9]{1,40}$/.test(label) && rest.length > 1 && rest.join('.') === own.hostname
}

/** Asks how a long operation stands, where Resource Manager says that it can be asked; `endpoint` is its origin. */
export function createOperationReader(
  get: ArmGet,
  quiet: QuietAnswers,
  { endpoint, subscription }: { readonly endpoint: string; readonly subscription: string }
): AzureReader['readOperation'] {
  return async (address, abort) => {
    const url = address.length <= mostCharacters && URL.canParse(address) ? new URL(address) : null
    const below = `/subscriptions/${subscription}/`.toLowerCase()
    if (!url || !isResourceManager(url, endpoint) || !url.pathname.toLowerCase().startsWith(below)) {
      const said = visibleText(url?.origin ?? address, 120)
      const text = `Where the operation stands is said to be at ${said}, which is not Resource Manager of this subscription: nothing was sent there.`
      throw new FailureError(failureOf('refused', text))
    }
    try {
      const { status, headers, body } = await get(url.href, abort)
      return { status, headers, body: status >= 400 ? quiet.refusal(body) : body }
    } catch (error) {
      throw readFailure(error)
    }
  }
}
