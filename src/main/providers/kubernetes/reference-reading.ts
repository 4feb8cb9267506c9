import { asFailure } from '../../../contract/index.ts'
import type { JsonObject } from '../../lib/json-access.ts'
import { kubePath } from './kube-path.ts'
import type { KubeReader } from '../../ports/kube.ts'
import { whoHas, type ConfigSource } from './config/who-has.ts'
import { configReferences, type ConfigReference } from './config-references.ts'
import { lastWrittenAt } from './managed-fields.ts'

/** Asks the API server for metadata only, so that the data of a Secret never reaches this process. */
const metadataOnly = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1'

/** What one ConfigMap or Secret shows now. `label` is its name, such as `ConfigMap checkout-limits`. */
export type ReferenceReading =
  | { readonly kind: 'same'; readonly label: string }
  /** Written too late for pods of the template to have it. `at` is ISO; `by` is the field manager, empty when it is not known. */
  | {
      readonly kind: 'written'
      readonly label: string
      readonly at: string
      readonly by: string
      /** The template served still: only a pod that was started after that has read it. */
      readonly whileServing: boolean
      /** Who has what a Secret held before; null of a ConfigMap, of which a lever says that. */
      readonly source: ConfigSource | null
    }
  | { readonly kind: 'gone'; readonly label: string }
  /** Not there, and pods start without it. Whether it was there before cannot be told. */
  | { readonly kind: 'optional'; readonly label: string }
  /** `why` is null when it was read, but nothing says when it was written or when the template last served. */
  | { readonly kind: 'unknown'; readonly label: string; readonly why: string | null }

/** When a template served last, ISO; null where that cannot be told. */
export interface LastServed {
  readonly fromAt: string | null
  readonly toAt: string | null
}

/** Until mounted files follow: the kubelet's sync, and its cache (kubernetes.io/docs/concepts/configuration/configmap). */
const followMs = 120_000
/** A revision is there before the containers of its first pods start; whoever applies a set of files writes all within so long. */
const startMs = 10_000

/**
 * The ConfigMaps and Secrets that a template reads, each held against the time when the template last served. Variables are
 * read as a container starts, so what was written once its pods were there they never had; mounted files follow.
 * Undo brings the template back, not them.
 * @throws FailureError `cancelled` only; an object that cannot be read is `unknown`.
 */
export function readReferences(
  reader: KubeReader,
  namespace: string,
  template: JsonObject,
  lastServed: LastServed,
  abort?: AbortSignal
): Promise<readonly ReferenceReading[]> {
  return Promise.all(
    configReferences(template).map((reference) => readOne(reader, namespace, reference, lastServed, abort))
  )
}

async function readOne(
  reader: KubeReader,
  namespace: string,
  { kind, name, optional, live }: ConfigReference,
  lastServed: LastServed,
  abort?: AbortSignal
): Promise<ReferenceReading> {
  const label = `${kind} ${name}`
  try {
    const resource = kind === 'ConfigMap' ? 'configmaps' : 'secrets'
    const path = kubePath({ group: '', version: 'v1', resource, namespace, name })
    const object = await reader.get(path, { accept: metadataOnly, ...(abort ? { abort } : {}) })
    const written = lastWrittenAt(object)
    const toMs = Date.parse(lastServed.toAt ?? '')
    if (Number.isNaN(toMs) || written === null) return { kind: 'unknown', label, why: null }
    const { at, manager: by } = written
    const writtenMs = Date.parse(at)
    if (writtenMs <= readUntilMs(lastServed, toMs, live)) return { kind: 'same', label }
    // Who wrote it and when stands beside it already.
    const source = kind === 'Secret' ? whoHas(object, null) : null
    return { kind: 'written', label, at, by, whileServing: writtenMs <= toMs, source }
  } catch (error) {
    const failure = asFailure(error)
    if (failure.code === 'cancelled') throw error
    if (failure.code === 'notFound') return { kind: optional ? 'optional' : 'gone', label }
    return { kind: 'unknown', label, why: failure.message }
  }
}

/**
 * Until when a write reached the pods for sure, milliseconds: files follow within two minutes, variables are those of the
 * start. Where the beginning is not known nothing tells a write of before it from a later one: the end alone counts.
 * What was written before the beginning was there for every pod, however short the revision served.
 */
function readUntilMs({ fromAt }: LastServed, toMs: number, live: boolean): number {
  const fromMs = Date.parse(fromAt ?? '')
  if (Number.isNaN(fromMs)) return toMs
  return Math.max(fromMs, live ? toMs - followMs : Math.min(fromMs + startMs, toMs - startMs))
}
