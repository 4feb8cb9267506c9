import { stringify } from 'yaml'
import type { Proposal } from '../../contract/index.ts'
import { commandLine } from '../lib/shell-quote.ts'
import { isJsonObject, objectAt, type JsonObject } from '../lib/json-access.ts'
import { kubectlLine } from '../providers/kubernetes/commands.ts'
import { lineDiff } from '../providers/kubernetes/template-diff.ts'
import { canaryPath } from '../providers/flagger/canary-object.ts'
import { kubePath } from '../providers/kubernetes/kube-path.ts'
import type { WireRequest } from '../../contract/index.ts'
import type { PreventionFacts } from './prevention-input.ts'
import type { Draft } from './proposal-draft.ts'

/** A proposal as it is shown, and what a dry run of it sends. */
export interface WrittenProposal {
  readonly proposal: Proposal
  readonly request: WireRequest
}

/**
 * Makes a proposal's text of what it changes: the lines of the analysis before and after, what goes into Git, and the server's
 * dry run of it. Nothing of it is ever sent without `dryRun=All`.
 * @param redacted as a record of the journal would hold it
 */
export function written(
  { change, ...draft }: Draft,
  { ref, canary }: PreventionFacts,
  context: string,
  redacted: (value: unknown) => unknown
): WrittenProposal | null {
  const { namespace } = ref
  if (change.kind === 'create') {
    const yaml = yamlOf(change.object)
    const path = kubePath({ group: 'monitoring.coreos.com', version: 'v1', resource: 'prometheusrules', namespace })
    const body = JSON.stringify(change.object)
    const request: WireRequest = { method: 'POST', path, query: {}, contentType: 'application/json', body }
    const object = `PrometheusRule ${namespace}/${ref.name}-errors`
    const command = commandLine([
      'kubectl',
      '--context',
      context,
      'create',
      '--dry-run=server',
      '-f',
      `${ref.name}-errors.yaml`
    ])
    return { proposal: { ...draft, object, diff: lineDiff([], linesOf(yaml)), yaml, command }, request }
  }
  if (canary === null) return null
  const { name } = canary.object.metadata
  const before = objectAt(canary.object, 'spec', canary.field)
  const after = merged(before, change.to)
  const shown = (analysis: JsonObject): string => yamlOf({ spec: { [canary.field]: redacted(analysis) } })
  const body = JSON.stringify({ spec: { [canary.field]: change.to } })
  const patch = ['patch', 'canary', name, '--type=merge', '--dry-run=server', '-p', String(redacted(body))]
  const command = kubectlLine({ context, ref: { namespace, name } }, ...patch)
  const header = `# Canary ${namespace}/${name}: ${draft.title.toLowerCase()}\n`
  return {
    proposal: {
      ...draft,
      object: `Canary ${namespace}/${name}`,
      diff: lineDiff(linesOf(shown(before)), linesOf(shown(after))),
      yaml: `${header}${shown(after)}`,
      command
    },
    request: {
      method: 'PATCH',
      path: canaryPath(namespace, name),
      query: {},
      contentType: 'application/merge-patch+json',
      body
    }
  }
}

/** As a merge patch does it (RFC 7396), one level deep: lists are replaced. */
function merged(before: JsonObject, to: Readonly<Record<string, unknown>>): JsonObject {
  const after = Object.fromEntries(Object.entries({ ...before, ...to }).filter(([, value]) => value !== null))
  return isJsonObject(after) ? after : {}
}

function yamlOf(value: unknown): string {
  return stringify(value, { lineWidth: 0 })
}

function linesOf(text: string): readonly string[] {
  return text.trimEnd().split('\n')
}
