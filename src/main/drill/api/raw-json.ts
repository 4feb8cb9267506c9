/** A JSON value with the exact text of its scalars, as Go's json.RawMessage keeps it. */
export type RawJson =
  | { readonly kind: 'scalar'; readonly raw: string }
  | { readonly kind: 'array'; readonly items: readonly RawJson[] }
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, RawJson> }

/** Parses JSON and keeps how scalars were written. The text must have passed JSON.parse. */
export function parseRawJson(text: string): RawJson {
  const parser = new RawParser(text)
  return parser.value()
}

/** The plain value. */
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
