import type { OtherWorkloads } from '../../contract/index.ts'
import { kubePath } from '../providers/kubernetes/kube-path.ts'
import type { KubeReader } from '../ports/kube.ts'
import { repeat } from './cadence.ts'

/** They are only named, so that nobody takes them for missing; real milliseconds. */
const readEveryMs = 60_000

const kinds = [
  { kind: 'StatefulSet', resource: 'statefulsets' },
  { kind: 'DaemonSet', resource: 'daemonsets' }
] as const

/**
 * Names what runs in a namespace, or in all of them, beside its Deployments, until `abort`. One that cannot be read, or that the server does
 * not have, is left out without a word: nothing depends on it.
 */
export function followOtherWorkloads(
  reader: KubeReader,
  namespace: string | undefined,
  onChange: (others: readonly OtherWorkloads[]) => void,
  abort: AbortSignal
): void {
  async function read(): Promise<void> {
    const found = await Promise.all(
      kinds.map(async ({ kind, resource }): Promise<OtherWorkloads> => {
        try {
          const where = namespace === undefined ? {} : { namespace }
          const path = kubePath({ group: 'apps', version: 'v1', resource, ...where })
          // One whose fields are odd is left out as one that cannot be read is.
          const { items } = await reader.list(path, { tries: 1, abort, onSpoiled: () => undefined })
          return { kind, names: items.map(({ metadata }) => metadata.name).toSorted() }
        } catch {
          return { kind, names: [] }
        }
      })
    )
    if (!abort.aborted) onChange(found.filter(({ names }) => names.length > 0))
  }
  void repeat(read, () => readEveryMs, abort)
}

/** What runs in several namespaces, as one list. */
export function joinedOthers(lists: readonly (readonly OtherWorkloads[])[]): readonly OtherWorkloads[] {
  return kinds.flatMap(({ kind }) => {
    const names = lists.flatMap((list) => list.filter((each) => each.kind === kind).flatMap((each) => each.names))
    return names.length === 0 ? [] : [{ kind, names: names.toSorted() }]
  })
}
