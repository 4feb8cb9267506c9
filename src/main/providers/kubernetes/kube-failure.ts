import type { Address, Failure, FailureCode } from '../../../contract/index.ts'
import { failureOf } from '../../../contract/index.ts'
import { admissionDenial } from './admission-denial.ts'
import type { ApiAddress } from './api-address.ts'
import { isFailedTest } from './failed-test.ts'
import { isStatus } from './is-status.ts'
import { stringAt } from '../../lib/json-access.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import { smallestGrant } from './smallest-grant.ts'
import { visibleText } from '../../lib/visible-text.ts'
import { webhookFailure } from './webhook-failure.ts'

export interface RefusedRequest {
  readonly address: ApiAddress
  readonly status: number
  /** The answer's text: a `Status`, another server's error, or anything a proxy made up. */
  readonly body: string
  readonly environment: string
  /** As the server knows it; empty when unknown. */
  readonly user: string
}

const codes: Readonly<Record<number, FailureCode>> = {
  400: 'badInput',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'notFound',
  408: 'timeout',
  409: 'conflict',
  410: 'expired',
  413: 'badInput',
  415: 'badInput',
  422: 'invalid',
  423: 'conflict',
  429: 'rateLimited',
  504: 'timeout'
}

/** What the server's answer to a request that it did not carry out means, with its address and the way out. */
export function kubeFailure(refused: RefusedRequest): Failure {
  const { address, status, body } = refused
  const told = messageIn(body)
  const user = refused.user || userIn(told)
  const where: Address = {
    verb: address.verb,
    resource: address.resource || address.path,
    group: address.group,
    status,
    ...(refused.environment === '' ? {} : { environment: refused.environment }),
    ...(address.namespace === '' ? {} : { namespace: address.namespace }),
    ...(address.name === '' ? {} : { name: address.name }),
    ...(user === '' ? {} : { user })
  }
  const what = `${address.verb} ${where.resource}${address.name === '' ? '' : ` ${address.name}`}${address.namespace === '' || address.namespace === address.name ? '' : ` in ${address.namespace}`}`
  if (status >= 300 && status < 400)
    return failureOf('notKubernetes', `The server answered ${what} with a redirect, which is not followed.`, {
      address: where,
      remedy: 'Sign in to the network, or correct the server address.'
    })
  const denial = admissionDenial(told)
  if (denial !== null)
    return failureOf('invalid', `${denial.by} does not allow to ${what}: ${denial.why}`, {
      address: where,
      remedy: 'Satisfy that rule, or ask those who run it for an exception.'
    })
  const unasked = webhookFailure(told)
  if (unasked !== null)
    return failureOf('server', `Admission webhook "${unasked.webhook}" does not answer ${what}: ${unasked.why}`, {
      address: where,
      remedy: 'Use a way that changes nothing it is asked about, or get it to answer.',
      retryable: true
    })
  if (isProxied(address) && (status === 401 || status === 403) && !isStatus(body))
    return failureOf(
      'unauthorized',
      `The server behind ${visibleText(address.name, 200)}${address.namespace === '' ? '' : ` in ${address.namespace}`} wants a sign-in of its own (${status}), which the API server does not pass on.`,
      {
        address: where,
        // kubernetes/apiserver pkg/endpoints/filters/authentication.go withAuthentication deletes the Authorization header.
        remedy: 'Let it be reached from inside the cluster without a sign-in, or choose another Service.'
      }
    )
  if (isForeign(address, status, body))
    return failureOf(
      'notKubernetes',
      `The server answered ${what} with ${status}, and not as a Kubernetes API server does.`,
      {
        address: where,
        remedy: 'Sign in to the network, or correct the server address.'
      }
    )
  if (address.verb === 'patch' && isFailedTest(status, body))
    return failureOf('preconditionFailed', `The server refused to ${what}: it is not as it was read.`, {
      address: where,
      remedy: 'Read it again: what is there now decides.',
      retryable: true,
      causes: [told]
    })
  const code = codes[status] ?? (status >= 500 ? 'server' : 'internal')
  const remedy = remedyFor(code)
  return failureOf(code, messageFor(code, what, status, user, told), {
    address: where,
    retryable: status === 408 || status === 429 || status >= 500,
    ...(remedy === undefined ? {} : { remedy }),
    ...(code === 'forbidden' && user !== '' ? { grant: smallestGrant(address, user) } : {})
  })
}

function messageFor(code: FailureCode, what: string, status: number, user: string, told: string): string {
  const because = told === '' ? '.' : `: ${told}`
  if (code === 'forbidden') return `${user === '' ? 'This user' : visibleText(user, 200)} may not ${what}${because}`
  if (code === 'unauthorized') return `The server does not accept these credentials (${what})${because}`
  return `The server answered ${what} with status ${status}${because}`
}

function remedyFor(code: FailureCode): string | undefined {
  const remedies: Partial<Record<FailureCode, string>> = {
    forbidden: 'Have a cluster administrator apply the grant below, or use another user.',
    unauthorized: 'Sign in again, or import a fresh kubeconfig.',
    rateLimited: 'Wait; the server asks for fewer requests.',
    expired: 'Read it again.'
  }
  return remedies[code]
}

/** The message of a Kubernetes Status or of Prometheus' error; never HTML. */
function messageIn(body: string): string {
  const json = parsedJson(body)
  if (json !== undefined) return visibleText(stringAt(json, 'message') || stringAt(json, 'error'))
  return isPage(body) ? '' : visibleText(body, 300)
}

function isPage(body: string): boolean {
  return /^\s*</.test(body)
}

/**
 * Whether an answer is that of a gateway in front of the API server, which says nothing about the object or about who may
 * touch it. An API server answers with a Status, or a 404 in plain text where it serves no such group (kubernetes/apiserver
 * pkg/endpoints/handlers/responsewriters/errors.go; pkg/server/routes: net/http NotFound). What signs in on its behalf
 * may refuse credentials with a text of its own, but not with a page. Behind `proxy` another server answers for itself.
 */
function isForeign(address: ApiAddress, status: number, body: string): boolean {
  if (isProxied(address) || isStatus(body)) return false
  if (status === 404) return body.trim() !== '404 page not found'
  return status === 403 || (status === 401 && isPage(body))
}

function isProxied({ resource }: ApiAddress): boolean {
  return resource.endsWith('/proxy')
}

/** kubernetes/apiserver pkg/endpoints/handlers/responsewriters/errors.go forbiddenMessage: `User "name" cannot …`. */
function userIn(message: string): string {
  return /User "([^"]*)" cannot /.exec(message)?.[1] ?? ''
}
