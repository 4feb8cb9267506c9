import fc, { type GeneratorValue } from 'fast-check'

type Json = unknown
type JsonObject = Readonly<Record<string, Json>>
/** How the fields of each type are declared, as `templates types` prints them. */
export type Types = Readonly<Record<string, Readonly<Record<string, string>>>>
export type Pair = readonly [Json, Json]

const texts = ['', 'a', 'b', 'pod-template-hash']
const numbers = [0, 1, 2]
const ports = [0, 8080, '', '8080', 'http']
const times = [null, '2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z']
/** Some of one value in different forms. */
const quantities = (
  '0 0m 0.0 1 1000m 1.0 +1 1e0 1E0 0.001k 1000000u 1000000000n 1000000001n 500m 0.5 .5 5e-1 -1 -1000m 1Ki 1024 1024Mi ' +
  '1Gi 1G 0.5Gi 512Mi 0.1n 1n 0.0000000001 1.5Ki 1536 0.3Ki 2Ei 1k 1e3 1E3 1E 12E2 1000P'
).split(' ')

/** Pairs of templates: one, and the same with a few places changed, mostly to what might or might not be the same. */
export function templatePairs(types: Types): fc.Arbitrary<Pair> {
  return fc.gen().map((g): Pair => {
    const one = anyOf(types, 'PodTemplateSpec', g, 7)
    const changes = g(fc.integer, { min: 1, max: 3 })
    let other = one
    for (let i = 0; i < changes; i++) other = changed(types, 'PodTemplateSpec', other, g)
    return [one, other]
  })
}

/**
 * Every field of every type once: absent beside null, empty and some value, and empty beside that value.
 */
export function everyField(types: Types): readonly { readonly path: string; readonly pair: Pair }[] {
  const wrapped = shortestWraps(types)
  return [...wrapped].flatMap(([type, { path, wrap }]) =>
    Object.entries(types[type] ?? {}).flatMap(([field, declared]) => {
      const [first = null, ...rest] = candidates(types, declared)
      const without = wrap({})
      const values = [null, first, ...rest]
      const pairs = values.map((value): Pair => [without, wrap({ [field]: value })])
      const within = rest.map((value): Pair => [wrap({ [field]: first }), wrap({ [field]: value })])
      return [...pairs, ...within].map((pair) => ({ path: `${path}.${field}`, pair }))
    })
  )
}

interface Wrapped {
  readonly path: string
  /** A template that has an object of the type at the path. */
  readonly wrap: (value: JsonObject) => JsonObject
}

/** The shortest way from a template to each type. */
function shortestWraps(types: Types): ReadonlyMap<string, Wrapped> {
  const found = new Map<string, Wrapped>([['PodTemplateSpec', { path: '', wrap: (value) => value }]])
  for (const [type, { path, wrap }] of found) {
    for (const [field, declared] of Object.entries(types[type] ?? {})) {
      const inner = declared.replace(/^[*[\]{}]+/, '')
      if (!types[inner] || found.has(inner)) continue
      const around = (value: JsonObject): Json =>
        declared.startsWith('[]') ? [value] : declared.startsWith('{}') ? { key: value } : value
      found.set(inner, { path: `${path}.${field}`, wrap: (value) => wrap({ [field]: around(value) }) })
    }
  }
  return found
}

/** Values of a declared type, the empty one first. */
function candidates(types: Types, declared: string): readonly Json[] {
  if (declared.startsWith('*')) return candidates(types, declared.slice(1))
  if (declared.startsWith('[]')) return [[], candidates(types, declared.slice(2)).slice(0, 1)]
  if (declared.startsWith('{}')) return [{}, { key: candidates(types, declared.slice(2))[0] }]
  if (types[declared]) return [{}]
  return scalars(declared)
}

function scalars(declared: string): readonly Json[] {
  if (declared === 'quantity') return quantities
  if (declared === 'intOrString') return ports
  if (declared === 'time') return times
  if (declared === 'any') return [{ a: 1 }]
  if (declared === 'number') return numbers
  return declared === 'boolean' ? [false, true] : texts
}

function anyOf(types: Types, declared: string, g: GeneratorValue, depth: number): Json {
  if (declared.startsWith('*')) return anyOf(types, declared.slice(1), g, depth)
  if (declared.startsWith('[]')) {
    const length = depth === 0 ? 0 : g(fc.nat, 2)
    return Array.from({ length }, () => anyOf(types, declared.slice(2), g, depth - 1))
  }
  if (declared.startsWith('{}')) {
    const keys = g(fc.subarray, texts)
    return Object.fromEntries(keys.map((key) => [key, anyOf(types, declared.slice(2), g, depth - 1)]))
  }
  const fields = types[declared]
  if (!fields) return g(fc.constantFrom, ...scalars(declared))
  if (depth === 0) return {}
  const names = Object.keys(fields)
  const chosen = g(fc.subarray, names, { maxLength: Math.min(4, names.length) })
  return Object.fromEntries(chosen.map((field) => [field, anyOf(types, fields[field] ?? '', g, depth - 1)]))
}

/** The same value with one place changed. */
function changed(types: Types, declared: string, value: Json, g: GeneratorValue): Json {
  if (declared.startsWith('*')) return changed(types, declared.slice(1), value, g)
  if (declared.startsWith('[]') && Array.isArray(value) && value.length > 0 && g(fc.boolean)) {
    const at = g(fc.nat, value.length - 1)
    return value.map((item: Json, index) => (index === at ? changed(types, declared.slice(2), item, g) : item))
  }
  const fields = types[declared]
  if (fields && isObject(value)) {
    const present = Object.keys(value)
    const field =
      present.length > 0 && g(fc.boolean) ? g(fc.constantFrom, ...present) : g(fc.constantFrom, ...Object.keys(fields))
    const of = fields[field] ?? ''
    if (Object.hasOwn(value, field) && g(fc.nat, 3) > 0)
      return { ...value, [field]: changed(types, of, value[field], g) }
    const { [field]: _, ...without } = value
    return g(fc.boolean) ? without : { ...without, [field]: g(fc.constantFrom, null, ...candidates(types, of)) }
  }
  return g(fc.constantFrom, null, ...candidates(types, declared))
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
