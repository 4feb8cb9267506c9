import type { FoundOperation, Schema } from './document.ts'
import { findOperation, parametersOf, resolved } from './document.ts'

/** A request and its answer as they went over the wire. */
export interface Exchange {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  /** undefined for none. */
  readonly body: unknown
  readonly status: number
  readonly answer: unknown
  readonly answerHeaders: Readonly<Record<string, unknown>>
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const typeChecks: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: Number.isInteger,
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  object: isObject,
  array: Array.isArray
}

/** Every schema that a value must satisfy: references followed, `allOf` laid out. */
function layers(document: FoundOperation['document'], schema: Schema): readonly Schema[] {
  const own = schema.$ref === undefined ? [] : layers(document, resolved<Schema>(document, schema.$ref))
  return [schema, ...own, ...(schema.allOf ?? []).flatMap((one) => layers(document, one))]
}

/**
 * What is wrong with a value, each with its place; empty for nothing. Stricter than JSON schema: members that no schema
 * names are a complaint, because the documents name all that there is.
 */
export function complaints(
  document: FoundOperation['document'],
  schema: Schema,
  value: unknown,
  at = '$'
): readonly string[] {
  const found: string[] = []
  const all = layers(document, schema)
  const properties = Object.assign({}, ...all.map((one) => one.properties ?? {})) as Readonly<Record<string, Schema>>
  const others = all.map((one) => one.additionalProperties).find((one) => one !== undefined)
  for (const one of all) {
    if (one.type !== undefined && typeChecks[one.type]?.(value) !== true) found.push(`${at} is not of type ${one.type}`)
    if (one.enum !== undefined && !one.enum.includes(value))
      found.push(`${at} is ${JSON.stringify(value)}, none of ${one.enum.join(', ')}`)
    if (typeof value === 'number' && (value < (one.minimum ?? -Infinity) || value > (one.maximum ?? Infinity)))
      found.push(`${at} is out of range`)
    if (typeof value === 'string') {
      if (value.length < (one.minLength ?? 0) || value.length > (one.maxLength ?? Infinity))
        found.push(`${at} has a length that is not allowed`)
      if (one.pattern !== undefined && !new RegExp(one.pattern).test(value))
        found.push(`${at} does not match ${one.pattern}`)
    }
    if (isObject(value))
      for (const name of one.required ?? []) if (value[name] === undefined) found.push(`${at}.${name} is missing`)
    if (Array.isArray(value) && one.items !== undefined)
      for (const [index, item] of value.entries())
        found.push(...complaints(document, one.items, item, `${at}[${index}]`))
  }
  if (isObject(value))
    for (const [name, member] of Object.entries(value)) {
      const known = properties[name]
      if (known !== undefined) found.push(...complaints(document, known, member, `${at}.${name}`))
      else if (typeof others === 'object') found.push(...complaints(document, others, member, `${at}.${name}`))
      else if (Object.keys(properties).length > 0 && others !== true) found.push(`${at}.${name} is not described`)
    }
  return found
}

/** Words of a path are written in any letter case. */
function anyCase(schema: Schema, value: string | undefined): Schema {
  const isWord = schema.enum?.some((word) => String(word).toLowerCase() === value?.toLowerCase()) === true
  return isWord ? { ...schema, enum: [value] } : schema
}

function requestComplaints(found: FoundOperation, { query, body }: Exchange): readonly string[] {
  return parametersOf(found).flatMap((parameter) => {
    const { document, pathValues } = found
    switch (parameter.in) {
      case 'path':
        return complaints(
          document,
          anyCase(parameter, pathValues[parameter.name]),
          pathValues[parameter.name],
          `path ${parameter.name}`
        )
      case 'query': {
        const value = query.get(parameter.name)
        return value === null
          ? [`query ${parameter.name} is missing`]
          : complaints(document, parameter, value, parameter.name)
      }
      case 'body':
        return parameter.schema === undefined ? [] : complaints(document, parameter.schema, body, 'body')
      default:
        return []
    }
  })
}

function answerComplaints(
  { document, operation }: FoundOperation,
  { status, answer, answerHeaders }: Exchange
): readonly string[] {
  const described = operation.responses[String(status)] ?? (status >= 400 ? operation.responses['default'] : undefined)
  // The failover operations describe no error at all (a gap of the document): there it need only be one.
  if (described === undefined) return status >= 400 ? [] : [`status ${status} is not described`]
  const missing = ['azure-asyncoperation', 'location'].filter(
    (name) => status === 202 && answerHeaders[name] === undefined
  )
  const polled = missing.length === 2 ? ['202 without an address to ask'] : []
  if (described.schema === undefined) return polled
  // Errors come flat from the provider of Cosmos DB and nested from ARM before it; the document knows the first form only.
  const nested = status >= 400 && isObject(answer) ? answer['error'] : undefined
  const forms = [answer, ...(nested === undefined ? [] : [nested])].map((form) =>
    complaints(document, described.schema ?? {}, form, 'answer')
  )
  return [...polled, ...(forms.toSorted((a, b) => a.length - b.length)[0] ?? [])]
}

/** What is wrong with an exchange by the published description, in both directions; undefined for one that none describes. */
export function judgeExchange(exchange: Exchange): readonly string[] | undefined {
  const found = findOperation(exchange.method, exchange.path)
  if (found === undefined) return undefined
  return [...requestComplaints(found, exchange), ...answerComplaints(found, exchange)]
}
