import { isJsonObject, type JsonObject } from '../../lib/json-access.ts'
import type { ParsedYaml } from './parse-yaml.ts'
import { plainJson } from './plain-json.ts'
import { problem } from './problem.ts'
import { WrittenScalar } from './written-values.ts'

type Path = readonly (string | number)[]

/** Typed access to one mapping of a kubeconfig. Everything throws a FailureError that names the line. */
export interface Fields {
  /** Empty when it is left out. Numbers and truth values are the text they were written as. */
  text(key: string): string
  /** A member that is left out when it is empty. */
  present<K extends string>(name: K, key: string): { readonly [P in K]?: string }
  flag(key: string): boolean
  list(key: string): readonly string[]
  inner(key: string): Fields | undefined
  /** How many entries a list has. */
  count(key: string): number
  entry(key: string, index: number): Fields
  strings(key: string): Readonly<Record<string, readonly string[]>>
  /** The data of a named extension; undefined when there is none. */
  extension(name: string): unknown
  /** The same as JSON text. */
  extensionJson(name: string): string | undefined
  place(...path: Path): string
  complain(key: string, what: string, remedy: string): never
}

/** The members of one mapping at `path` of a kubeconfig. */
export function fieldsAt(parsed: Pick<ParsedYaml, 'place'>, mapping: JsonObject, path: Path): Fields {
  const place = (...more: Path): string => parsed.place(...path, ...more)
  const complainAt = (where: Path, what: string, remedy: string): never => {
    throw problem(place(...where), what, remedy)
  }
  const member = (key: string): unknown => (Object.hasOwn(mapping, key) ? (mapping[key] ?? undefined) : undefined)
  const asText = (key: string, value: unknown): string => {
    if (typeof value === 'string') return value
    if (value instanceof WrittenScalar) return value.written
    if (typeof value === 'boolean') return String(value)
    return complainAt([key], `"${key}" is not text.`, 'Write one value there.')
  }
  const asList = (key: string): readonly unknown[] => {
    const value = member(key)
    if (value === undefined) return []
    return Array.isArray(value) ? value : complainAt([key], `"${key}" is not a list.`, 'Write a list there.')
  }
  const asMapping = (value: unknown, where: Path): Fields =>
    isJsonObject(value) && !(value instanceof WrittenScalar)
      ? fieldsAt(parsed, value, [...path, ...where])
      : complainAt(
          where,
          `"${where.join('[')}${where.length > 1 ? ']' : ''}" is not a mapping.`,
          'Correct its indentation.'
        )
  const extension = (name: string): unknown => {
    const found = asList('extensions').find((each) => isJsonObject(each) && each['name'] === name)
    return isJsonObject(found) ? (found['extension'] ?? undefined) : undefined
  }
  return {
    place,
    complain: (key, what, remedy) => complainAt([key], what, remedy),
    text: (key) => (member(key) === undefined ? '' : asText(key, member(key))),
    present<K extends string>(name: K, key: string) {
      const value = member(key) === undefined ? '' : asText(key, member(key))
      return (value === '' ? {} : { [name]: value }) as { readonly [P in K]?: string }
    },
    flag(key) {
      const value = member(key)
      const flag = value instanceof WrittenScalar ? value.value : value
      if (flag === undefined || typeof flag === 'boolean') return flag === true
      return complainAt([key], `"${key}" is neither true nor false.`, 'Write true or false.')
    },
    list: (key) => asList(key).map((item) => asText(key, item)),
    inner: (key) => (member(key) === undefined ? undefined : asMapping(member(key), [key])),
    count: (key) => asList(key).length,
    entry: (key, index) => asMapping(asList(key)[index], [key, index]),
    strings(key) {
      if (member(key) === undefined) return {}
      const inner = member(key)
      const fields = asMapping(inner, [key])
      return Object.fromEntries(Object.keys(inner ?? {}).map((name) => [name, fields.list(name)]))
    },
    extension,
    extensionJson(name) {
      const value = extension(name)
      if (value === undefined) return undefined
      const text = plainJson(value)
      return text ?? complainAt(['extensions'], `The extension ${name} is larger than 64 KiB.`, 'Make it smaller.')
    }
  }
}
