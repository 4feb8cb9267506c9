import { asFailure } from '../../../contract/index.ts'
import type { JsonObject } from '../../lib/json-access.ts'
import { kubePath } from './kube-path.ts'
import type { KubeReader } from '../../ports/kube.ts'
import { whoHas, type Source } from './config/who-has.ts'
import { configReferences, type ConfigReference } from './config-references.ts'
import { lastWrittenAt } from './managed-fields.ts'

/** Asks the API server for metadata only, so that the data of a Secret never reaches this process. */
const metadataOnly = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1'

/** What one ConfigMap or Secret shows now. `label` is its name, such as `ConfigMap checkout-limits`. */
export type ReferenceReading =
  | { readonly kind: 'same'; readonly label: string }
  /** Written after the template last served. `at` is ISO; `by` is the field manager, empty when it is not known. */
  | {
      readonly kind: 'written'
      readonly label: string
      readonly at: string
      readonly by: string
      /** Who has what a Secret held before; null of a ConfigMap, of which a lever says that. */
      readonly source: Source | null
    }
  | { readonly kind: 'gone'; readonly label: string }
  /** Not there, and pods start without it. Whether it was there before cannot be told. */
  | { readonly kind: 'optional'; readonly label: string }
  /** `why` is null when it was read, but nothing says when it was written or when the template last served. */
  | { readonly kind: 'unknown'; readonly label: string; readonly why: string | null }

/**
 * The ConfigMaps and Secrets that a template reads, each held against the time when the template last served (ISO; null
 * when that cannot be told). Undo brings the template back, not them.
 * @throws FailureError `cancelled` only; an object that cannot be read is `unknown`.
 */
export function readReferences(
  reader: KubeReader,
  namespace: string,
  template: JsonObject,
  lastServedAt: string | null,
  abort?: AbortSignal
): Promise<readonly ReferenceReading[]> {
  return Promise.all(
    configReferences(template).map((reference) => readOne(reader, namespace, reference, lastServedAt, abort))
  )
}

async function readOne(
  reader: KubeReader,
  namespace: string,
  { kind, name, optional }: ConfigReference,
  lastServedAt: string | null,
  abort?: AbortSignal
): Promise<ReferenceReading> {
  const label = `${kind} ${name}`
  try {
    const resource = kind === 'ConfigMap' ? 'configmaps' : 'secrets'
    const path = kubePath({ group: '', version: 'v1', resource, namespace, name })
    const object = await reader.get(path, { accept: metadataOnly, ...(abort ? { abort } : {}) })
    const written = lastWrittenAt(object)
    if (lastServedAt === null || written === null) return { kind: 'unknown', label, why: null }
    if (Date.parse(written.at) <= Date.parse(lastServedAt)) return { kind: 'same', label }
    const { at, manager: by } = written
    // Who wrote it and when stands beside it already.
    const source = kind === 'Secret' ? whoHas(object, null) : null
    return { kind: 'written', label, at, by, source }
  } catch (error) {
    const failure = asFailure(error)
    if (failure.code === 'cancelled') throw error
    if (failure.code === 'notFound') return { kind: optional ? 'optional' : 'gone', label }
    return { kind: 'unknown', label, why: failure.message }
  }
}
