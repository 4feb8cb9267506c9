import { isJsonObject, stringAt, type JsonObject } from '../lib/json-access.ts'
import { readingLimits } from '../lib/reading-limits.ts'
import { visibleText } from '../lib/visible-text.ts'
import type { KubeMeta, KubeObject, SpoiledObject } from '../ports/kube.ts'
import { NotJsonError } from './http/decode-json.ts'
import { isKindOf, type Expected } from './expected-kind.ts'
import { misshapen } from './object-shape.ts'
import { metadataShape, objectShapes } from './object-shapes.ts'

/** A field of one object is of another type; what else is in the same answer can be used. */
export class SpoiledError extends NotJsonError {
  readonly spoiled: SpoiledObject

  constructor(problem: string, { name, namespace = '' }: Named) {
    super(problem, false)
    this.name = 'SpoiledError'
    this.spoiled = { name, namespace, problem }
  }
}

/**
 * A Kubernetes object, untouched apart from members of its metadata that are null, which are left out. This is where what
 * a server sends is checked, once: whoever holds a `KubeObject` may rely on its metadata, and on the fields of
 * `objectShapes`. client-go refuses the same answers, because they do not fit its Go types.
 * Of a Secret nothing enters but metadata without annotations.
 * @param expected null for a review, which has no name
 * @throws NotJsonError when it is none, or another one than was asked for; SpoiledError for a field of another type.
 */
export function asKubeObject(value: JsonObject, expected: Expected | null): KubeObject {
  const { apiVersion, kind } = value
  const isNamed = stringAt(value, 'metadata', 'name') !== ''
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || (expected !== null && !isNamed))
    throw new NotJsonError('the answer is not a Kubernetes object', true)
  if (expected !== null && !isKindOf(expected, apiVersion, kind)) throw otherKind(apiVersion, kind)
  const metadata = metadataOf(value)
  const { name, namespace = expected?.namespace } = metadata
  const isAsked = expected === null || expected.name === '' || expected.name === name
  const isThere = expected === null || expected.namespace === '' || expected.namespace === namespace
  if (!isAsked || !isThere) throw new NotJsonError(`the answer is about ${labelOf(kind, metadata)}`, false)
  if (expected?.resource === 'secrets') return { apiVersion, kind, metadata: withoutAnnotations(metadata) }
  const shape = objectShapes.get(kind)
  const problem = shape ? misshapen(value, shape) : null
  if (problem !== null) throw new SpoiledError(`${problem} in ${labelOf(kind, metadata)}`, metadata)
  return { ...value, apiVersion, kind, metadata }
}

function metadataOf(value: JsonObject): KubeMeta {
  const { kind, metadata: raw } = value
  const metadata = isJsonObject(raw) ? raw : {}
  const named = { name: stringAt(metadata, 'name'), namespace: stringAt(metadata, 'namespace') }
  const label = labelOf(String(kind), named)
  if (!isMetadata(metadata))
    throw new SpoiledError(`${misshapen(metadata, metadataShape, 'metadata') ?? ''} in ${label}`, named)
  const { annotations } = metadata
  if (isJsonObject(annotations) && isTooMuch(annotations))
    throw new SpoiledError(
      `the annotations of ${label} have more than ${readingLimits.annotationBytes / 1024} KiB`,
      named
    )
  const isWhole = typeof metadata.uid === 'string' && Object.values(metadata).every((member) => member !== null)
  if (isWhole) return metadata
  return { ...withoutNull(metadata), name: stringAt(metadata, 'name'), uid: stringAt(metadata, 'uid') }
}

/**
 * What a Secret is without what it holds: data that nobody asked for, and the annotations, among which `kubectl apply` keeps
 * the whole of it once more (kubernetes/kubectl pkg/util/apply.go GetModifiedConfiguration). Nothing here needs them.
 */
function withoutAnnotations(metadata: KubeMeta): KubeMeta {
  const { annotations: _, ...rest } = metadata
  return rest
}

function isMetadata(value: JsonObject): value is JsonObject & KubeMeta {
  return misshapen(value, metadataShape) === null
}

function isTooMuch(annotations: JsonObject): boolean {
  let bytes = 0
  for (const [key, text] of Object.entries(annotations))
    bytes += Buffer.byteLength(key) + Buffer.byteLength(String(text))
  return bytes > readingLimits.annotationBytes
}

function withoutNull(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, member]) => member !== null))
}

interface Named {
  readonly name: string
  readonly namespace?: string | undefined
}

function labelOf(kind: string, { name, namespace }: Named): string {
  return visibleText(`${kind} ${namespace ? `${namespace}/` : ''}${name}`, 200)
}

function otherKind(apiVersion: string, kind: string): NotJsonError {
  return new NotJsonError(
    `the answer is a ${visibleText(`${kind} of ${apiVersion}`, 100)}, which was not asked for`,
    false
  )
}

export interface ListPage {
  readonly resourceVersion: string
  readonly continue: string
  readonly items: readonly KubeObject[]
  readonly spoiled: readonly SpoiledObject[]
  /** Why the first of these is not used. */
  readonly because: NotJsonError | null
}

/**
 * One page of a list. Items of typed lists carry no apiVersion and kind; they get the list's. An item that is not what it
 * has to be spoils nothing but itself.
 * @throws NotJsonError for another list than was asked for; one without items is an error, never an empty list.
 */
export function asKubeList(value: JsonObject, expected: Expected): ListPage {
  const { apiVersion, kind, items: listed } = value
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || !kind.endsWith('List'))
    throw new NotJsonError('the answer is not a Kubernetes list', true)
  // Of nothing an API server lists the metadata as null (apiserver pkg/endpoints/handlers/response.go asPartialObjectMetadataList).
  const items = listed === null && kind === 'PartialObjectMetadataList' ? [] : listed
  if (!Array.isArray(items)) throw new NotJsonError('the list has no items', false)
  const itemKind = kind.slice(0, -'List'.length)
  if (!isKindOf(expected, apiVersion, itemKind)) throw otherKind(apiVersion, kind)
  const whole: KubeObject[] = []
  const spoiled: SpoiledObject[] = []
  let because: NotJsonError | null = null
  for (const [index, item] of items.entries()) {
    try {
      if (!isJsonObject(item)) throw new NotJsonError('the list has an item that is not an object', false)
      whole.push(asKubeObject({ apiVersion, kind: itemKind, ...item }, expected))
    } catch (error) {
      if (!(error instanceof NotJsonError)) throw error
      because ??= error
      spoiled.push(error instanceof SpoiledError ? error.spoiled : stranger(item, index, itemKind))
    }
  }
  return {
    resourceVersion: stringAt(value, 'metadata', 'resourceVersion'),
    continue: stringAt(value, 'metadata', 'continue'),
    items: whole,
    spoiled,
    because
  }
}

/** An item that is no object of the list's kind and place. */
function stranger(item: unknown, index: number, kind: string): SpoiledObject {
  const named = { name: stringAt(item, 'metadata', 'name'), namespace: stringAt(item, 'metadata', 'namespace') }
  const which = named.name === '' ? 'without a name' : labelOf('called', named)
  return {
    ...named,
    problem: `item ${index + 1} of the list, ${which}, is no ${visibleText(kind, 100)} that was asked for`
  }
}
