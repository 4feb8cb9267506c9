import type { Failure } from '../../contract/index.ts'
import { asFailure, failureOf, leftOutText } from '../../contract/index.ts'
import { leftOutOf } from '../lib/left-out.ts'
import { mapAtMost } from '../lib/map-at-most.ts'
import type { KubeObject, KubeReader } from '../ports/kube.ts'
import { lately } from './lately.ts'
import type { Source } from './sources.ts'

/** Reads at the same time: what the decision rests on goes through the same connection. */
const atOnce = 4
const onlyMetadata = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1'

/** One kind as it was read. `notServed`: the cluster has no such kind. */
export type SourceReading =
  | {
      readonly source: Source
      readonly state: 'read'
      readonly objects: readonly KubeObject[]
      /** Objects that are not among them, because there are too many. */
      readonly leftOut: number
    }
  | { readonly source: Source; readonly state: 'failed'; readonly failure: Failure }
  | { readonly source: Source; readonly state: 'notServed' }

/**
 * Reads each kind once, in order; what cannot be read says so and spoils nothing else. Of what was read only that is kept which
 * was written to since `fromAt` (ISO).
 */
export function readSources(
  reader: Pick<KubeReader, 'list'>,
  sources: readonly Source[],
  options: { readonly fromAt: string; readonly abort: AbortSignal; readonly isLogged: boolean }
): Promise<readonly SourceReading[]> {
  return mapAtMost(atOnce, sources, async (source): Promise<SourceReading> => {
    const problems: string[] = []
    try {
      const { items } = await reader.list(source.path, {
        query: source.query,
        tries: 1,
        abort: options.abort,
        onSpoiled: (spoiled) => void problems.push(...spoiled.map(({ problem }) => problem)),
        ...(source.metadataOnly ? { accept: onlyMetadata } : {}),
        ...(options.isLogged ? { command: source.command } : {})
      })
      if (problems.length > 0) return { source, state: 'failed', failure: spoiled(source, problems) }
      const { apiVersion, kind } = source
      // Metadata alone says of itself that it is metadata.
      const named = items.map((item) => ({ ...item, apiVersion, kind }))
      return { source, state: 'read', ...lately(named, options.fromAt, !source.metadataOnly && kind !== 'Event') }
    } catch (error) {
      const failure = asFailure(error)
      return failure.code === 'notFound' ? { source, state: 'notServed' } : { source, state: 'failed', failure }
    }
  })
}

function spoiled({ title }: Source, problems: readonly string[]): Failure {
  return failureOf('server', `${title}: ${leftOutText(leftOutOf(problems, problems.length))}.`)
}
