import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A JSON schema as these documents use it (OpenAPI 2.0, Schema Object). */
export interface Schema {
  readonly $ref?: string
  readonly allOf?: readonly Schema[]
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array'
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
  readonly required?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly readOnly?: boolean
}

interface Parameter extends Schema {
  readonly name: string
  readonly in: 'path' | 'query' | 'body' | 'header'
  readonly schema?: Schema
}

export interface Operation {
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[]
  readonly responses: Readonly<Record<string, { readonly schema?: Schema; readonly headers?: unknown }>>
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly definitions: Readonly<Record<string, Schema>>
  readonly parameters: Readonly<Record<string, Parameter>>
}

/** An operation that a request is, with where it was found. */
export interface FoundOperation {
  readonly document: OpenApi
  readonly operation: Operation
  /** Values of the path's parameters, by name. */
  readonly pathValues: Readonly<Record<string, string>>
}

const documents: readonly OpenApi[] = [
  'trafficmanager-2022-04-01.json',
  'cosmos-db-2025-10-15.json',
  'sql-2021-11-01.json',
  'postgresql-2024-08-01.json',
  'authorization-2022-04-01.json',
  'subscriptions-2022-12-01.json'
].map((file) => JSON.parse(readFileSync(join(import.meta.dirname, file), 'utf8')) as OpenApi)

/** What a reference of a document points to. Throws Error where it points nowhere. */
export function resolved<T>(document: OpenApi, ref: string): T {
  const found = ref
    .slice(2)
    .split('/')
    .reduce<unknown>((at, key) => (at as Readonly<Record<string, unknown>> | undefined)?.[key], document)
  if (found === undefined) throw new Error(`${ref} points nowhere`)
  return found as T
}

/** Parameters of an operation, references followed. */
export function parametersOf({ document, operation }: FoundOperation): readonly Parameter[] {
  return (operation.parameters ?? []).map((one) =>
    '$ref' in one && one.$ref !== undefined ? resolved<Parameter>(document, one.$ref) : (one as Parameter)
  )
}

/** The operation of a method and path; undefined where no document describes it. Letter case of paths is free. */
export function findOperation(method: string, path: string): FoundOperation | undefined {
  for (const document of documents)
    for (const [template, operations] of Object.entries(document.paths)) {
      const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
      // Of all parameters a scope alone has slashes in it.
      const pattern = template.replace('{scope}', '(.+)').replaceAll(/\{\w+\}/g, '([^/]+)')
      const values = new RegExp(`^${pattern}$`, 'i').exec(path)
      const operation = operations[method.toLowerCase()]
      if (values === null || operation === undefined) continue
      const pathValues = Object.fromEntries(
        names.map((name, index) => [name, decodeURIComponent(values[index + 1] ?? '')])
      )
      return { document, operation, pathValues }
    }
  return undefined
}
