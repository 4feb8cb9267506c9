import type { Target, WireRequest } from '../../../contract/index.ts'
import { FailureError, failureOf } from '../../../contract/index.ts'
import { kubectlLine } from '../../providers/kubernetes/commands.ts'
import { fieldManager } from '../../providers/kubernetes/field-manager.ts'
import { sortedGoJson } from '../../providers/kubernetes/go-json.ts'
import { kubePath } from '../../providers/kubernetes/kube-path.ts'
import { jsonPatchType } from '../../providers/kubernetes/undo.ts'
import type { RouteFacts } from './facts.ts'

export type RouteTarget = Extract<Target, { readonly api: 'kubernetes' }>

/** @throws FailureError `internal` for the target of another API. */
export function routeTarget(target: Target): RouteTarget {
  if (target.api === 'kubernetes') return target
  throw new FailureError(failureOf('internal', 'A route is an object of a Kubernetes API server.'))
}

export function routePath(target: RouteTarget) {
  const { group, version, resource, namespace, name } = target
  return kubePath({ group, version, resource, namespace, name })
}

/** What is put at a pointer, and what it replaces where that is known; null stands for what is not there. */
export interface KnownWrite {
  readonly path: string
  readonly from?: unknown
  readonly to: unknown
}

/** What has to be at a pointer. */
export interface Identity {
  readonly path: string
  readonly is: unknown
}

/**
 * One JSON Patch that the API server takes as a whole or not at all: `test` operations on the object, on each
 * destination whose weight is set and on each value that is replaced, where that is known, and then the values. `add`
 * puts a value whether or not there was one (RFC 6902 4.1); what is not there is not taken out.
 */
export function routeRequest(
  target: RouteTarget,
  identities: readonly Identity[],
  writes: readonly KnownWrite[]
): WireRequest {
  const tests = [
    { path: '/metadata/uid', value: target.uid },
    ...identities.map(({ path, is }) => ({ path, value: is })),
    ...writes.flatMap(({ path, from }) => (from === undefined ? [] : [{ path, value: from }]))
  ]
  const operations = [
    ...tests.map((test) => ({ op: 'test', ...test })),
    ...writes
      .filter(({ from, to }) => from !== null || to !== null)
      .map(({ path, to }) => (to === null ? { op: 'remove', path } : { op: 'add', path, value: to }))
  ]
  return {
    method: 'PATCH',
    path: routePath(target),
    query: { fieldManager },
    contentType: jsonPatchType,
    body: sortedGoJson(operations)
  }
}

/** The line that sends the same body; kubectl reads the object before it patches. */
export function routeCommand(
  target: RouteTarget,
  { kind, context }: Pick<RouteFacts, 'kind' | 'context'>,
  body: string
): string {
  const { namespace, name } = target
  return kubectlLine(
    { context, ref: { namespace, name } },
    'patch',
    kind.toLowerCase(),
    name,
    '--type=json',
    '-p',
    body
  )
}
