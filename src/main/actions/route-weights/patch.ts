import { targetName, type Target, type WireRequest } from '../../../contract/index.ts'
import { kubectlLine } from '../../providers/kubernetes/commands.ts'
import { sortedGoJson } from '../../providers/kubernetes/go-json.ts'
import { targetPath } from '../../providers/kubernetes/target-path.ts'
import { jsonPatchRequest } from '../../providers/kubernetes/json-patch-request.ts'

/** What is put at a pointer, and what it replaces where that is known; null stands for what is not there. */
export interface KnownWrite {
  readonly path: string
  readonly from?: unknown
  readonly to: unknown
}

/** What has to be at a pointer. */
export interface RouteIdentity {
  readonly path: string
  readonly is: unknown
}

/**
 * One JSON Patch that the API server takes as a whole or not at all: `test` operations on the object, on each
 * destination whose weight is set and on each value that is replaced, where that is known, and then the values. `add`
 * puts a value whether or not there was one (RFC 6902 4.1); what is not there is not taken out.
 */
export function routeRequest(
  target: Target,
  identities: readonly RouteIdentity[],
  writes: readonly KnownWrite[]
): WireRequest {
  const tests = [
    { path: '/metadata/uid', value: uidOf(target) },
    ...identities.map(({ path, is }) => ({ path, value: is })),
    ...writes.flatMap(({ path, from }) => (from === undefined ? [] : [{ path, value: from }]))
  ]
  const operations = [
    ...tests.map((test) => ({ op: 'test', ...test })),
    ...writes
      .filter(({ from, to }) => from !== null || to !== null)
      .map(({ path, to }) => (to === null ? { op: 'remove', path } : { op: 'add', path, value: to }))
  ]
  return jsonPatchRequest(targetPath(target), sortedGoJson(operations))
}

/** The line that sends the same body; kubectl reads the object before it patches. */
export function patchLine(target: Target, context: string, body: string): string {
  return routeLine(target, context, 'patch', '--type=json', '-p', body)
}

/** The line that reads the object. */
export function readingLine(target: Target, context: string): string {
  return routeLine(target, context, 'get', '-o', 'json')
}

export function uidOf(target: Target): string {
  return target.api === 'kubernetes' ? target.uid : ''
}

/** With the group of its kind, so that kubectl takes no other one of that name. */
function routeLine(target: Target, context: string, verb: string, ...rest: readonly string[]): string {
  const { namespace, resource, group } =
    target.api === 'kubernetes' ? target : { namespace: '', resource: '', group: '' }
  const name = targetName(target)
  return kubectlLine({ context, ref: { namespace, name } }, verb, `${resource}.${group}`, name, ...rest)
}
