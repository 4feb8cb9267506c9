import { targetName, type Target, type WireRequest } from '../../../contract/index.ts'
import { holdsBackVariable } from '../../lib/held-back.ts'
import { kubectlLine } from '../../providers/kubernetes/commands.ts'
import type { ConfigChange } from '../../providers/kubernetes/config/config-data.ts'
import { sortedGoJson } from '../../providers/kubernetes/go-json.ts'
import { targetPath } from '../../providers/kubernetes/target-path.ts'
import { jsonPatchRequest } from '../../providers/kubernetes/json-patch-request.ts'

/** What of a ConfigMap is written, and over what. */
export interface ConfigWrite {
  readonly target: Target
  /** Whether it has any values: the map of one that has none is made first. */
  readonly hasValues: boolean
  readonly changes: readonly ConfigChange[]
  /** Whether it is tested what each value was; otherwise the object alone is. */
  readonly isTested: boolean
}

/**
 * One JSON Patch that the API server takes as a whole or not at all: what somebody else wrote after it was read is never
 * overwritten. A `test` of what is missing against null passes (docs/upstream-facts.md).
 */
export function configRequest({ target, hasValues, changes, isTested }: ConfigWrite): WireRequest {
  const uid = target.api === 'kubernetes' ? target.uid : ''
  const path = ({ key }: ConfigChange): string => `/data/${key}`
  const map = [
    { op: 'test', path: '/data', value: null },
    { op: 'add', path: '/data', value: {} }
  ]
  const operations = [
    { op: 'test', path: '/metadata/uid', value: uid },
    ...(hasValues ? [] : map),
    ...changes.flatMap((change) => (isTested ? [{ op: 'test', path: path(change), value: change.from }] : [])),
    ...changes.map((change) =>
      change.to === null ? { op: 'remove', path: path(change) } : { op: 'add', path: path(change), value: change.to }
    )
  ]
  return jsonPatchRequest(targetPath(target), sortedGoJson(operations))
}

/** A longer line is not typed by anybody. */
const longestLine = 1_500

/**
 * The line that comes to the same object, for the log. Values that may be credentials stand in no command: then it is the
 * one that brings back what was last applied, where that is what is wanted, or else an editor.
 */
export function configCommand(
  target: Target,
  context: string,
  changes: readonly ConfigChange[],
  isApplied: boolean
): string {
  const name = targetName(target)
  const namespace = target.api === 'kubernetes' ? target.namespace : ''
  const line = (...argv: readonly string[]): string => kubectlLine({ context, ref: { namespace, name } }, ...argv)
  const patch = { data: Object.fromEntries(changes.map(({ key, to }) => [key, to])) }
  const typed = line('patch', 'configmaps', name, '--type=merge', '-p', JSON.stringify(patch))
  if (changes.every(isShown) && typed.length <= longestLine) return typed
  if (!isApplied) return line('edit', 'configmaps', name)
  return `${line('apply', 'view-last-applied', 'configmaps', name, '-o', 'json')} | ${line('apply', '-f', '-')}`
}

/** Whether what is written may be seen. */
function isShown({ key, to }: ConfigChange): boolean {
  return to === null || !holdsBackVariable(key, to)
}

/** The line that reads the object. */
export function readingLine(target: Target, context: string): string {
  const name = targetName(target)
  const namespace = target.api === 'kubernetes' ? target.namespace : ''
  return kubectlLine({ context, ref: { namespace, name } }, 'get', 'configmaps', name, '-o', 'json')
}
