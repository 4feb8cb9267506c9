import type { Failure, Target } from '../../../contract/index.ts'
import { failureOf } from '../../../contract/index.ts'
import { stringAt } from '../../lib/json-access.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { StepOutcome } from '../../ports/action.ts'
import type { ReadPlace } from '../../ports/place.ts'
import type { WireResponse } from '../../ports/wire.ts'
import { admissionDenial } from './admission-denial.ts'
import { apiAddress } from './api-address.ts'
import { isFailedTest } from './failed-test.ts'
import { smallestGrant } from './smallest-grant.ts'
import { webhookFailure } from './webhook-failure.ts'

/** The object that a patch was sent for. */
export interface PatchedObject {
  readonly target: Target
  /** As the object spells it, such as `Deployment`. */
  readonly kind: string
  /** The request's path. */
  readonly path: string
  /** Of the request. */
  readonly method?: 'PATCH' | 'DELETE'
}

/**
 * What an answer to the patch of one object means. One that no API server gives, such as a proxy's page, says nothing about
 * what became of the request, whatever its status. `resourceVersionBefore` tells a write from one that changed nothing.
 */
export function patchOutcome(
  response: WireResponse,
  { target, kind, path, method = 'PATCH' }: PatchedObject,
  resourceVersionBefore: string | null,
  { environment, user }: Pick<ReadPlace, 'environment' | 'user'>
): StepOutcome {
  const { status } = response
  const body = parsedJson(response.body)
  const uid = target.api === 'kubernetes' ? target.uid : ''
  const isTarget = stringAt(body, 'kind') === kind && stringAt(body, 'metadata', 'uid') === uid
  const isAnswered = status < 300 ? isTarget : stringAt(body, 'kind') === 'Status'
  if (!isAnswered) {
    const text = `The answer (${status}) is not one of a Kubernetes API server`
    return { outcome: 'unknown', failure: failureOf('notKubernetes', text) }
  }
  if (status < 300) {
    const unchanged =
      resourceVersionBefore !== null && stringAt(body, 'metadata', 'resourceVersion') === resourceVersionBefore
    return { outcome: unchanged ? 'noChange' : 'succeeded' }
  }
  const asked = apiAddress(method, path)
  const { namespace, name, resource, group, verb } = asked
  const message = visibleText(stringAt(body, 'message')) || `the server answered ${status}`
  const address: Failure['address'] = {
    environment: environment.name,
    namespace,
    resource,
    group,
    name,
    verb,
    status,
    user
  }
  const fail = (code: Failure['code'], text: string, remedy: string): StepOutcome => ({
    outcome: 'failed',
    failure: failureOf(code, text, { address, remedy, causes: [message] })
  })
  const denial = admissionDenial(message)
  if (denial !== null)
    return fail(
      'invalid',
      `${denial.by} does not allow the change: ${denial.why}`,
      'Satisfy that rule, or ask those who run it for an exception.'
    )
  const unasked = webhookFailure(message)
  if (unasked !== null)
    return fail(
      'server',
      `Admission webhook "${unasked.webhook}" does not answer, so the server took nothing: ${unasked.why}`,
      'Use a way that changes nothing it is asked about, or get it to answer.'
    )
  if (status === 409 || isFailedTest(status, response.body)) {
    return {
      outcome: 'conflict',
      failure: failureOf('preconditionFailed', `${name} changed after the plan was made; nothing was changed.`, {
        address,
        remedy: 'Plan again: what is there now decides.',
        causes: [message]
      })
    }
  }
  if (status === 403) {
    const failure = failureOf(
      'forbidden',
      `User "${user}" may not ${verb} ${resource} "${name}" in namespace "${namespace}".`,
      {
        address,
        remedy: 'Ask for the Role below, or use another context.',
        causes: [message],
        grant: smallestGrant(asked, user)
      }
    )
    return { outcome: 'failed', failure }
  }
  if (status === 401)
    return fail(
      'unauthorized',
      'The server no longer accepts these credentials; nothing was changed.',
      'Renew them and plan again.'
    )
  if (status === 404) return fail('notFound', `${kind} ${name} is gone.`, 'Read the service list again.')
  if (status === 429)
    return fail('rateLimited', 'The server is too busy and did not take the request.', 'Plan again in a moment.')
  // A timeout is said of what was under way as well.
  if (status >= 500 || status === 408)
    return {
      outcome: 'unknown',
      failure: failureOf('server', `The server answered ${status}: ${message}`, { address })
    }
  return fail('invalid', `The server refused the change: ${message}`, 'Read the reason, remove it, and plan again.')
}
