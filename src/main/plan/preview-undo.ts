import type { Failure, Plan, WireRequest } from '../../contract/index.ts'
import { asFailure, failureOf } from '../../contract/index.ts'
import { apiAddress } from '../lib/api-address.ts'
import { objectAt, stringAt, type JsonObject } from '../lib/json-access.ts'
import { smallestGrant } from '../lib/smallest-grant.ts'
import { visibleText } from '../lib/visible-text.ts'
import type { KubeReader, WireResponse } from '../ports/kube.ts'
import { sameTemplate } from '../providers/kubernetes/pod-template.ts'

export interface PreviewInput {
  readonly reader: KubeReader
  readonly request: WireRequest
  readonly command: string
  /** What the Deployment shall ask for. */
  readonly template: JsonObject
  readonly environment: string
  readonly namespace: string
  readonly name: string
  /** As the server sees it; empty when unknown. */
  readonly user: string
  readonly abort?: AbortSignal
}

/** Asks the server to do the step without doing it; permission and admission speak here, before anyone decides. */
export async function previewUndo(input: PreviewInput): Promise<Plan['preview']> {
  const refused = (failure: Failure): Plan['preview'] => ({ status: 'failed', text: failure.message, failure })
  try {
    const { abort, command } = input
    const response = await input.reader.preview(input.request, {
      command: `${command} --dry-run=server`,
      label: 'dry run',
      ...(abort ? { abort } : {})
    })
    if (response.status >= 200 && response.status < 300) {
      const changed = sameTemplate(objectAt(parsed(response.body), 'spec', 'template'), input.template)
        ? ''
        : ', but its admission changes the template'
      return {
        status: 'accepted',
        text: `Server accepted the dry run${changed}, ${Math.round(response.durationMs)} ms`
      }
    }
    return refused(failureOfResponse(input, response))
  } catch (error) {
    const failure = asFailure(error)
    if (failure.code === 'cancelled') throw error
    return refused(
      failure.address.status === 403 || failure.code === 'forbidden' ? forbidden(input, failure.message) : failure
    )
  }
}

function failureOfResponse(input: PreviewInput, response: WireResponse): Failure {
  const status = parsed(response.body)
  const message = visibleText(stringAt(status, 'message')) || `The server answered ${response.status}`
  if (response.status === 403) return forbidden(input, message)
  const address = addressOf(input, response.status)
  if (response.status === 422) {
    return failureOf('preconditionFailed', `The server refused the dry run: ${message}.`, {
      address,
      remedy: 'Plan again; the Deployment may have changed, or an admission rule refuses this template.',
      retryable: true
    })
  }
  return failureOf(response.status >= 500 ? 'server' : 'invalid', `The server refused the dry run: ${message}.`, {
    address,
    remedy: 'Read the reason, remove it, and plan again.',
    retryable: response.status >= 500
  })
}

/** Who may not do what, and the smallest Role that would allow it. */
function forbidden(input: PreviewInput, message: string): Failure {
  const { namespace, name } = input
  const user = input.user || (/User "([^"]+)"/.exec(message)?.[1] ?? '')
  const who = user === '' ? 'This user' : `User "${user}"`
  return failureOf('forbidden', `${who} may not patch deployments "${name}" in namespace "${namespace}".`, {
    address: { ...addressOf(input, 403), user },
    remedy: `Ask for the Role below, or use a context that may patch deployments in ${namespace}.`,
    causes: [message],
    grant: smallestGrant(apiAddress('PATCH', input.request.path), user)
  })
}

function addressOf({ environment, namespace, name }: PreviewInput, status: number): Failure['address'] {
  return { environment, namespace, resource: 'deployments', group: 'apps', name, verb: 'patch', status }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
