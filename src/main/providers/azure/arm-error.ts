import { failureOf, type Failure, type FailureCode } from '../../../contract/index.ts'
import { isJsonObject, stringAt } from '../../lib/json-access.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import { visibleText } from '../../lib/visible-text.ts'

/** What Azure Resource Manager says where it refuses. */
export interface ArmError {
  readonly code: string
  readonly message: string
}

/**
 * The error in a body, in both of its forms: `{"error":{"code","message"}}` and `{"code","message"}`. Null for what is none:
 * somebody else answered, such as a proxy.
 */
export function readArmError(body: string): ArmError | null {
  const json = parsedJson(body)
  if (!isJsonObject(json)) return null
  const error = isJsonObject(json['error']) ? json['error'] : json
  const code = visibleText(stringAt(error, 'code'), 80)
  return code === '' ? null : { code, message: visibleText(stringAt(error, 'message'), 600) }
}

export interface Refused {
  readonly status: number
  readonly body: string
  /** What was asked for, as it follows `Azure did not`: `change endpoint primary-endpoint`. */
  readonly asked: string
  /** Of the `Retry-After` header; empty when there is none. */
  readonly retryAfter?: string
}

const missing = /perform action '([^']+)' over scope '([^']+)'/

/** A refusal of Azure Resource Manager in words, with the way out. */
export function armFailure({ status, body, asked, retryAfter = '' }: Refused): Failure {
  const error = readArmError(body)
  const said = error ? `${error.code}. ${error.message}`.trim() : 'what answered is not Azure Resource Manager'
  const message = `Azure did not ${asked}: ${status} ${said}`.replace(/([^.])$/, '$1.')
  const address = { verb: asked.split(' ')[0] ?? '', resource: 'Azure', status }
  if (!error)
    return failureOf('server', message, {
      address,
      retryable: true,
      remedy: 'Look whether a proxy or a sign-in page answers for Azure.'
    })
  const [, action, scope] = missing.exec(error.message) ?? []
  const lacks =
    action === undefined
      ? {}
      : { remedy: `Have ${action} allowed on ${scope}, or have somebody who may paste the command.` }
  const known = knownFailure(status, error.code, retryAfter)
  return failureOf(known.code, message, {
    address,
    retryable: known.retryable ?? false,
    ...(known.remedy === undefined ? {} : { remedy: known.remedy }),
    ...lacks
  })
}

interface Known {
  readonly code: FailureCode
  readonly retryable?: boolean
  readonly remedy?: string
}

function knownFailure(status: number, code: string, retryAfter: string): Known {
  if (status === 401) return { code: 'unauthorized', remedy: 'Sign in to Azure again, then plan again.' }
  if (code === 'ScopeLocked')
    return {
      code: 'refused',
      remedy: 'A lock on the resource or its group forbids the change. Who set it has to take it away.'
    }
  if (status === 403)
    return {
      code: 'forbidden',
      remedy: 'Activate the role that may do it, or have somebody who may paste the command.'
    }
  if (status === 404)
    return { code: 'notFound', remedy: 'Look whether subscription, resource group and names are right.' }
  if (status === 409 || status === 412)
    return { code: 'conflict', retryable: true, remedy: 'Another change is under way. Plan again when it is over.' }
  if (status === 429)
    return {
      code: 'rateLimited',
      retryable: true,
      remedy: /^\d{1,6}$/.test(retryAfter) ? `Try again in ${retryAfter} s.` : 'Try again in a minute.'
    }
  return status >= 500 || status === 408 ? { code: 'server', retryable: true } : { code: 'invalid' }
}
