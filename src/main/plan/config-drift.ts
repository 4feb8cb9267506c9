import type { Guard } from '../../contract/index.ts'
import { asFailure } from '../../contract/index.ts'
import { kubePath } from '../lib/kube-path.ts'
import type { JsonObject } from '../lib/json-access.ts'
import type { KubeReader } from '../ports/kube.ts'
import { configReferences, type ConfigReference } from '../providers/kubernetes/config-references.ts'
import { lastWrittenAt } from '../providers/kubernetes/managed-fields.ts'

/** Asks the API server for metadata only, so that the data of a Secret never reaches this process. */
export const metadataOnly = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1'

export interface Drift {
  /** Names such as `ConfigMap checkout-limits`. */
  readonly drifted: readonly string[]
  readonly guard: Guard
}

type Reading =
  | { readonly kind: 'same'; readonly label: string }
  | { readonly kind: 'changed'; readonly label: string; readonly text: string }
  | { readonly kind: 'unknown'; readonly label: string; readonly text: string }

/**
 * Which ConfigMaps and Secrets that a template reads were written after the template last served:
 * undo brings the template back, not them.
 */
export async function configDrift(
  reader: KubeReader,
  namespace: string,
  template: JsonObject,
  lastServedAt: string | null,
  abort?: AbortSignal
): Promise<Drift> {
  const references = configReferences(template)
  if (references.length === 0) {
    return {
      drifted: [],
      guard: { id: 'drift', status: 'passed', text: 'The template reads no ConfigMap and no Secret' }
    }
  }
  const readings = await Promise.all(
    references.map(async (reference) => readOne(reader, namespace, reference, lastServedAt, abort))
  )
  const changed = readings.filter((reading) => reading.kind === 'changed')
  const unknown = readings.filter((reading) => reading.kind === 'unknown')
  const texts = [...changed, ...unknown].map(({ text }) => text)
  const passed = `${references.length} referenced ${references.length === 1 ? 'object' : 'objects'} unchanged since it last served`
  return {
    drifted: changed.map(({ label }) => label),
    guard: {
      id: 'drift',
      status: texts.length > 0 ? 'warning' : 'passed',
      text: texts.length > 0 ? texts.join('; ') : passed
    }
  }
}

async function readOne(
  reader: KubeReader,
  namespace: string,
  { kind, name }: ConfigReference,
  lastServedAt: string | null,
  abort?: AbortSignal
): Promise<Reading> {
  const label = `${kind} ${name}`
  try {
    const resource = kind === 'ConfigMap' ? 'configmaps' : 'secrets'
    const path = kubePath({ group: '', version: 'v1', resource, namespace, name })
    const written = lastWrittenAt(await reader.get(path, { accept: metadataOnly, ...(abort ? { abort } : {}) }))
    if (lastServedAt === null || written === null) {
      return { kind: 'unknown', label, text: `Cannot tell whether ${label} changed since the revision last served` }
    }
    if (Date.parse(written.at) <= Date.parse(lastServedAt)) return { kind: 'same', label }
    const by = written.manager === '' ? '' : ` by ${written.manager}`
    return {
      kind: 'changed',
      label,
      text: `${label} was changed${by} at ${written.at}, after the revision last served: undo does not bring it back`
    }
  } catch (error) {
    const failure = asFailure(error)
    if (failure.code === 'cancelled') throw error
    if (failure.code === 'notFound')
      return { kind: 'changed', label, text: `${label} is gone: the revision's pods may not start` }
    return { kind: 'unknown', label, text: `${label} cannot be read (${failure.message}): drift unknown` }
  }
}
