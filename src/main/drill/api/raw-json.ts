import { escapeHtml, goJson } from '../store/go-json.ts'

/** A JSON value with the exact text of its scalars, as Go's json.RawMessage keeps it. Containers can be changed. */
export type RawJson =
  | { readonly kind: 'scalar'; readonly raw: string }
  | { readonly kind: 'array'; readonly items: RawJson[] }
  | { readonly kind: 'object'; readonly members: Map<string, RawJson> }

/** Parses JSON and keeps how scalars were written. The text must have passed JSON.parse. */
export function parseRawJson(text: string): RawJson {
  const parser = new RawParser(text)
  return parser.value()
}

/** A plain value as upstream's server has it in hand: written by encoding/json, then read raw. */
export function rawJsonOf(value: unknown): RawJson {
  if (Array.isArray(value)) return { kind: 'array', items: value.map(rawJsonOf) }
  if (typeof value !== 'object' || value === null) return { kind: 'scalar', raw: goJson(value) }
  const entries = Object.entries(value).filter(([, child]) => child !== undefined)
  return { kind: 'object', members: new Map(entries.map(([key, child]) => [key, rawJsonOf(child)])) }
}

/** The value as encoding/json writes it again, which escapes what was not escaped. */
export function rewritten(raw: RawJson): RawJson {
  switch (raw.kind) {
    case 'scalar':
      return { kind: 'scalar', raw: escapeHtml(raw.raw) }
    case 'array':
      return { kind: 'array', items: raw.items.map(rewritten) }
    case 'object':
      return { kind: 'object', members: new Map([...raw.members].map(([key, child]) => [key, rewritten(child)])) }
  }
}

/** Whether both are equal with their scalars compared by text; the order of members does not matter. */
export function equalRawJson(a: RawJson, b: RawJson): boolean {
  if (a.kind === 'scalar') return b.kind === 'scalar' && a.raw === b.raw
  if (a.kind === 'array') {
    if (b.kind !== 'array' || a.items.length !== b.items.length) return false
    return a.items.every((item, index) => isSame(item, b.items[index]))
  }
  if (b.kind !== 'object' || a.members.size !== b.members.size) return false
  return [...a.members].every(([key, child]) => isSame(child, b.members.get(key)))
}

function isSame(a: RawJson, b: RawJson | undefined): boolean {
  return b !== undefined && equalRawJson(a, b)
}

/** The plain value. Members called `__proto__` are members like any other. */
export function plainValue(raw: RawJson): unknown {
  switch (raw.kind) {
    case 'scalar':
      return JSON.parse(raw.raw) as unknown
    case 'array':
      return raw.items.map(plainValue)
    case 'object':
      return Object.fromEntries([...raw.members].map(([key, child]) => [key, plainValue(child)]))
  }
}

class RawParser {
  readonly #text: string
  #position = 0

  constructor(text: string) {
    this.#text = text
  }

  value(): RawJson {
    this.#skipSpace()
    const first = this.#text[this.#position]
    if (first === '{') return this.#object()
    if (first === '[') return this.#array()
    return { kind: 'scalar', raw: this.#scalar() }
  }

  #skipSpace(): void {
    while (/\s/.test(this.#text[this.#position] ?? 'x')) this.#position += 1
  }

  #scalar(): string {
    const pattern = /"(?:[^"\\]|\\.)*"|[^\s,\]}:]+/sy
    pattern.lastIndex = this.#position
    const raw = pattern.exec(this.#text)?.[0] ?? ''
    if (raw === '') throw new SyntaxError('not JSON')
    this.#position += raw.length
    return raw
  }

  #object(): RawJson {
    const members = new Map<string, RawJson>()
    this.#position += 1
    for (;;) {
      this.#skipSpace()
      if (this.#take('}')) return { kind: 'object', members }
      const key = JSON.parse(this.#scalar()) as string
      this.#skipSpace()
      this.#take(':')
      members.set(key, this.value())
      this.#skipSpace()
      this.#take(',')
    }
  }

  #array(): RawJson {
    const items: RawJson[] = []
    this.#position += 1
    for (;;) {
      this.#skipSpace()
      if (this.#take(']')) return { kind: 'array', items }
      items.push(this.value())
      this.#skipSpace()
      this.#take(',')
    }
  }

  #take(character: string): boolean {
    if (this.#text[this.#position] !== character) return false
    this.#position += 1
    return true
  }
}
