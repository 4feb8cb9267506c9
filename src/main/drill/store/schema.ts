import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { kubernetesResources } from './resources-folder.ts'

/** How values of one place in an object behave, read from the server's OpenAPI document. */
export interface Schema {
  readonly type: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean' | 'any' | 'intOrString' | 'quantity'
  /** The integer's or number's width: `int32`, `int64`, `double`; for strings `byte`, `date-time`. */
  readonly format: string
  /** The Go type's short name, for decoding messages. */
  readonly goName: string
  readonly description: string
  readonly properties: ReadonlyMap<string, Schema> | undefined
  /** Values of a map. */
  readonly additional: Schema | undefined
  readonly items: Schema | undefined
  readonly listType: 'atomic' | 'set' | 'map'
  readonly listKeys: readonly string[]
  readonly atomic: boolean
  /** x-kubernetes-patch-strategy, split: `merge`, `retainKeys`, `replace`. */
  readonly patchStrategies: readonly string[]
  readonly patchMergeKey: string | undefined
}

interface Raw {
  readonly type?: string
  readonly format?: string
  readonly description?: string
  readonly $ref?: string
  readonly allOf?: readonly Raw[]
  readonly oneOf?: readonly Raw[]
  readonly properties?: Readonly<Record<string, Raw>>
  readonly additionalProperties?: Raw | boolean
  readonly items?: Raw
  readonly 'x-kubernetes-list-type'?: string
  readonly 'x-kubernetes-list-map-keys'?: readonly string[]
  readonly 'x-kubernetes-map-type'?: string
  readonly 'x-kubernetes-patch-strategy'?: string
  readonly 'x-kubernetes-patch-merge-key'?: string
  readonly 'x-kubernetes-group-version-kind'?: readonly { group: string; version: string; kind: string }[]
}

interface Document {
  readonly components?: { readonly schemas?: Readonly<Record<string, Raw>> }
}

const REF = '#/components/schemas/'

/** Reads schemas out of the OpenAPI documents, each document once and only when asked for. */
export class SchemaSource {
  readonly #folder: string
  readonly #documents = new Map<string, Document>()
  readonly #byName = new Map<string, Schema>()
  readonly #byKind = new Map<string, Schema | undefined>()

  constructor(folder: string = join(kubernetesResources(), 'openapi')) {
    this.#folder = folder
  }

  /** The schema of a kind, or undefined when no document describes it (custom resources). */
  of(group: string, version: string, kind: string): Schema | undefined {
    const key = `${group}/${version}/${kind}`
    if (!this.#byKind.has(key)) this.#byKind.set(key, this.#find(group, version, kind))
    return this.#byKind.get(key)
  }

  /** The gzipped documents by their path below /openapi/v3 (`api/v1`, `apis/apps/v1`). */
  paths(): readonly { readonly path: string; readonly file: string }[] {
    const found = readdirSync(this.#folder).flatMap((name) => {
      const match = /^openapi_v3_(.+)\.json\.gz$/.exec(name)
      return match?.[1] === undefined ? [] : [{ path: match[1].replaceAll('_', '/'), file: join(this.#folder, name) }]
    })
    return found.toSorted((a, b) => (a.path < b.path ? -1 : 1))
  }

  #find(group: string, version: string, kind: string): Schema | undefined {
    const path = group === '' ? `api/${version}` : `apis/${group}/${version}`
    const document = this.#document(path)
    for (const [name, raw] of Object.entries(document?.components?.schemas ?? {})) {
      const kinds = raw['x-kubernetes-group-version-kind'] ?? []
      if (kinds.some((one) => one.group === group && one.version === version && one.kind === kind)) {
        return this.#named(document, path, name)
      }
    }
    return undefined
  }

  #document(path: string): Document | undefined {
    const known = this.#documents.get(path)
    if (known !== undefined) return known
    const file = this.paths().find((one) => one.path === path)?.file
    if (file === undefined) return undefined
    const document = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as Document
    this.#documents.set(path, document)
    return document
  }

  #named(document: Document | undefined, path: string, name: string): Schema {
    const key = `${path}#${name}`
    const known = this.#byName.get(key)
    if (known !== undefined) return known
    const raw = document?.components?.schemas?.[name] ?? {}
    const schema = this.#build(document, path, raw, name)
    this.#byName.set(key, schema)
    return schema
  }

  #resolve(document: Document | undefined, path: string, raw: Raw): Schema {
    const ref = raw.$ref ?? raw.allOf?.[0]?.$ref
    if (ref === undefined) return this.#build(document, path, raw, '')
    const name = ref.slice(REF.length)
    if (!MARKS.some((mark) => raw[mark] !== undefined)) return this.#named(document, path, name)
    // A field's own description, patch and list marks win over those of the type that it refers to.
    return this.#build(document, path, { ...document?.components?.schemas?.[name], ...marksOf(raw) }, name)
  }

  #build(document: Document | undefined, path: string, raw: Raw, name: string): Schema {
    return new OpenApiSchema(raw, name, (child) => this.#resolve(document, path, child))
  }
}

const MARKS = ['description', 'x-kubernetes-map-type', 'x-kubernetes-patch-strategy'] as const

function marksOf(raw: Raw): Raw {
  return Object.fromEntries(MARKS.filter((mark) => raw[mark] !== undefined).map((mark) => [mark, raw[mark]]))
}

/** Types refer to themselves (JSONSchemaProps), so members are resolved when they are first read. */
class OpenApiSchema implements Schema {
  readonly type: Schema['type']
  readonly format: string
  readonly goName: string
  readonly description: string
  readonly listType: Schema['listType']
  readonly listKeys: readonly string[]
  readonly atomic: boolean
  readonly patchStrategies: readonly string[]
  readonly patchMergeKey: string | undefined
  readonly #raw: Raw
  readonly #resolve: (raw: Raw) => Schema
  #properties: ReadonlyMap<string, Schema> | undefined
  #additional: Schema | undefined
  #items: Schema | undefined

  constructor(raw: Raw, name: string, resolve: (raw: Raw) => Schema) {
    this.#raw = raw
    this.#resolve = resolve
    this.type = typeOf(raw, name)
    this.format = raw.format ?? ''
    this.goName = name.slice(name.lastIndexOf('.') + 1)
    this.description = raw.description ?? ''
    this.listType = listTypeOf(raw)
    this.listKeys = raw['x-kubernetes-list-map-keys'] ?? []
    this.atomic = raw['x-kubernetes-map-type'] === 'atomic'
    this.patchStrategies = (raw['x-kubernetes-patch-strategy'] ?? '').split(',').filter((one) => one !== '')
    this.patchMergeKey = raw['x-kubernetes-patch-merge-key']
  }

  get properties(): ReadonlyMap<string, Schema> | undefined {
    const raw = this.#raw.properties
    if (raw === undefined) return undefined
    this.#properties ??= new Map(Object.entries(raw).map(([name, child]) => [name, this.#resolve(child)]))
    return this.#properties
  }

  get additional(): Schema | undefined {
    const raw = this.#raw.additionalProperties
    if (typeof raw !== 'object') return undefined
    this.#additional ??= this.#resolve(raw)
    return this.#additional
  }

  get items(): Schema | undefined {
    if (this.#raw.items === undefined) return undefined
    this.#items ??= this.#resolve(this.#raw.items)
    return this.#items
  }
}

function listTypeOf(raw: Raw): Schema['listType'] {
  const type = raw['x-kubernetes-list-type']
  return type === 'map' || type === 'set' ? type : 'atomic'
}

function typeOf(raw: Raw, name: string): Schema['type'] {
  if (name.endsWith('.Quantity')) return 'quantity'
  if (raw.format === 'int-or-string' || name.endsWith('.IntOrString')) return 'intOrString'
  switch (raw.type) {
    case 'object':
      return raw.properties === undefined && raw.additionalProperties === undefined ? 'any' : 'object'
    case 'array':
    case 'string':
    case 'integer':
    case 'number':
    case 'boolean':
      return raw.type
    default:
      return 'any'
  }
}
