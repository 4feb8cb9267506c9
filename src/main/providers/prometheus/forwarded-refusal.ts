import { failureOf, type Failure, type FailureCode, type ServicePrometheus } from '../../../contract/index.ts'
import { stringAt } from '../../lib/json-access.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { ForwardedAnswer } from '../../ports/port-forwards.ts'
import { explained } from './prometheus-name.ts'

/** Statuses of Prometheus' HTTP API (prometheus/prometheus web/api/v1/api.go respondError). */
const codes: Readonly<Record<number, FailureCode>> = {
  400: 'invalid',
  401: 'unauthorized',
  403: 'unauthorized',
  404: 'notFound',
  408: 'timeout',
  422: 'invalid',
  429: 'rateLimited',
  504: 'timeout'
}

/** What an answer other than 200 of a forwarded Prometheus means, and the way out. */
export function forwardedRefusal(target: ServicePrometheus, api: string, { status, body }: ForwardedAnswer): Failure {
  const told = visibleText(stringAt(parsedJson(body), 'error'), 300)
  const because = told === '' ? '.' : `: ${told.replace(/\.?$/, '.')}`
  const wantsSignIn = status === 401 || status === 403
  const failure = failureOf(
    codes[status] ?? (status >= 500 ? 'server' : 'internal'),
    wantsSignIn
      ? `The server behind ${target.service} wants a sign-in of its own (${status}), which is not sent through a port-forward.`
      : `The server answered with status ${status}${because}`,
    {
      address: { namespace: target.namespace, resource: 'pods/portforward', name: target.service, verb: 'get', status },
      retryable: status === 408 || status === 429 || status >= 500,
      ...(wantsSignIn ? { remedy: 'Set its address and how to sign in there, or choose another Service.' } : {})
    }
  )
  return explained(failure, target, api)
}
