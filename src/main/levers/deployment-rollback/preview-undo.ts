import type { Failure, Plan, WireRequest } from '../../../contract/index.ts'
import { asFailure, failureOf } from '../../../contract/index.ts'
import { objectAt, stringAt, type JsonObject } from '../../lib/json-access.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import { redactDiff } from '../../lib/redact.ts'
import { dryRunLine } from '../../providers/kubernetes/commands.ts'
import { missingPermission } from '../../providers/kubernetes/missing-permission.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { KubeObject, KubeReader } from '../../ports/kube.ts'
import type { WireResponse } from '../../ports/wire.ts'
import { refOf, workloadResource } from '../../providers/kubernetes/workload.ts'
import { templateOf } from '../../providers/kubernetes/history.ts'
import { sameTemplate } from '../../providers/kubernetes/pod-template.ts'
import { templateDiff } from '../../providers/kubernetes/template-diff.ts'

export interface PreviewInput {
  readonly reader: KubeReader
  readonly request: WireRequest
  readonly command: string
  /** As it is now. */
  readonly deployment: KubeObject
  /** What the Deployment shall ask for. */
  readonly template: JsonObject
  readonly environment: string
  /** As the server sees it; empty when unknown. */
  readonly user: string
  readonly abort?: AbortSignal
}

/** What the server says it would do. */
export interface Previewed {
  readonly preview: Plan['preview']
  readonly guard: Plan['guards'][number]
  /** The template that the Deployment would have afterwards, admission included; null when the server refuses. */
  readonly template: JsonObject | null
}

/** Changed lines of a template that are worth a sentence. */
const mostLines = 4

/** Asks the server to do the step without doing it; permission and admission speak here, before anyone decides. */
export async function previewUndo(input: PreviewInput): Promise<Previewed> {
  try {
    const { abort, command } = input
    const response = await input.reader.preview(input.request, {
      command: dryRunLine(command, input.request),
      label: 'dry run',
      ...(abort ? { abort } : {})
    })
    return judge(input, response)
  } catch (error) {
    const failure = asFailure(error)
    if (failure.code === 'cancelled') throw error
    return refused(refusal(input, failure))
  }
}

function refused(failure: Failure): Previewed {
  const text = failure.message
  return {
    preview: { status: 'failed', text, failure },
    guard: { id: 'preview', status: 'blocked', text },
    template: null
  }
}

/** A plan that was not previewed, because something else already speaks against it. */
export function notPreviewed(why: string): Previewed {
  const text = `Not previewed: ${why}`
  return { preview: { status: 'notRun', text }, guard: { id: 'preview', status: 'blocked', text }, template: null }
}

function judge(input: PreviewInput, response: WireResponse): Previewed {
  const { deployment, template: wanted } = input
  const answer = parsedJson(response.body)
  if (stringAt(answer, 'kind') !== deployment.kind || stringAt(answer, 'metadata', 'uid') !== deployment.metadata.uid) {
    const text = `The answer to the dry run (${response.status}) is not about this ${deployment.kind}.`
    return refused(
      failureOf('notKubernetes', text, {
        address: addressOf(input, response.status),
        remedy: 'Sign in to the network, or correct the server address; then plan again.',
        retryable: true
      })
    )
  }
  const template = objectAt(answer, 'spec', 'template')
  const took = `${Math.round(response.durationMs)} ms`
  if (sameTemplate(template, wanted)) {
    const text = `Server accepted the dry run, ${took}`
    return { preview: { status: 'accepted', text }, guard: { id: 'preview', status: 'passed', text }, template }
  }
  if (sameTemplate(template, templateOf(deployment))) {
    const text =
      'The server accepts the dry run, but its admission puts the present template back: nothing would change.'
    return refused(
      failureOf('refused', text, {
        address: addressOf(input, response.status),
        remedy: 'Find the admission rule that pins this template; the managed fields of the workload name its writers.'
      })
    )
  }
  const text = `Server accepted the dry run, but its admission changes the template: ${changes(wanted, template)}, ${took}`
  return { preview: { status: 'accepted', text }, guard: { id: 'preview', status: 'warning', text }, template }
}

function changes(wanted: JsonObject, kept: JsonObject): string {
  // Only changed lines make it into the sentence: a value loses the name that tells what it is.
  const lines = redactDiff(templateDiff(wanted, kept)).filter(({ kind }) => kind !== 'same')
  const shown = lines.slice(0, mostLines).map(({ kind, text }) => `${kind === 'added' ? '+' : '-'} ${text.trim()}`)
  const more = lines.length > mostLines ? [`and ${lines.length - mostLines} more lines`] : []
  return visibleText([...shown, ...more].join('; '), 500)
}

/** The reader's failure in the words of a plan. */
function refusal(input: PreviewInput, failure: Failure): Failure {
  if (failure.code === 'forbidden') {
    const user = input.user || (failure.address.user ?? '')
    return missingPermission(failure, input.request.path, user, { ...addressOf(input, 403), user })
  }
  if (failure.code === 'preconditionFailed')
    return {
      ...failure,
      message: `${input.deployment.metadata.name} changed while it was planned.`,
      remedy: 'Plan again.'
    }
  return { ...failure, remedy: failure.remedy ?? 'Read the reason, remove it, and plan again.' }
}

function addressOf({ environment, deployment }: PreviewInput, status: number): Failure['address'] {
  const { namespace = '', name } = deployment.metadata
  const { resource, group } = workloadResource(refOf(deployment))
  return { environment, namespace, resource, group, name, verb: 'patch', status }
}
