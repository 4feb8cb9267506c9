import type * as YamlModule from 'yaml'
import type { Alias, Document, Node, Pair, YAMLMap } from 'yaml'

type Yaml = Pick<typeof YamlModule, 'isAlias' | 'isMap' | 'isPair' | 'isScalar' | 'isSeq'>

/** A number or a truth value with the text that it was written as: names and tokens may look like either. */
export class WrittenScalar {
  readonly written: string
  readonly value: number | boolean
  constructor(written: string, value: number | boolean) {
    this.written = written
    this.value = value
  }
}

/** What of a document cannot be taken as data, with its offset in the text. */
export class UnusableYaml extends Error {
  readonly offset: number
  readonly remedy: string
  constructor(offset: number, message: string, remedy: string) {
    super(message)
    this.offset = offset
    this.remedy = remedy
  }
}

/** Truth values of YAML 1.1, as go.yaml.in/yaml/v2 resolve.go resolveTable has them. */
const words: ReadonlyMap<string, boolean> = new Map(
  (['y', 'yes', 'on'] as const)
    .map((word): [string, boolean] => [word, true])
    .concat((['n', 'no', 'off'] as const).map((word): [string, boolean] => [word, false]))
    .flatMap(([word, value]) =>
      [word, word.toUpperCase(), `${word[0]?.toUpperCase()}${word.slice(1)}`].map((form): [string, boolean] => [
        form,
        value
      ])
    )
)

/** Members that merge keys may bring, over the whole document. */
const mostMerged = 100_000

/**
 * The document as plain data, in time that grows with its length: what an alias stands for is made once and shared.
 * Merge keys are followed as kubectl follows them: in the order they are written, so that a merge key also takes the
 * place of what stands before it, and of several sources the first wins (go.yaml.in/yaml/v2 decode.go decoder.mapping
 * and decoder.merge).
 * @throws UnusableYaml for a key that stands twice, for `__proto__`, and for what holds itself.
 */
export function yamlValue(document: Document, yaml: Yaml): unknown {
  const anchored = new Map<string, { readonly value: unknown } | null>()
  let merged = 0

  function valueOf(node: unknown): unknown {
    if (yaml.isAlias(node)) return aliased(node)
    if (!yaml.isMap(node) && !yaml.isSeq(node)) return yaml.isScalar(node) ? remembered(node, scalar(node)) : null
    // Until it is complete nothing may refer to it.
    if (node.anchor !== undefined) anchored.set(node.anchor, null)
    return remembered(node, yaml.isMap(node) ? mapping(node) : node.items.map(valueOf))
  }

  function remembered(node: Node & { anchor?: string | undefined }, value: unknown): unknown {
    if (node.anchor !== undefined) anchored.set(node.anchor, { value })
    return value
  }

  function aliased(node: Alias): unknown {
    const found = anchored.get(node.source)
    if (found) return found.value
    const why = found === null ? `"${node.source}" holds itself.` : `nothing is named "${node.source}".`
    throw new UnusableYaml(offsetOf(node), `has an alias that stands for nothing: ${why}`, 'Write that part out.')
  }

  function mapping(node: YAMLMap): Readonly<Record<string, unknown>> {
    const result: Record<string, unknown> = {}
    const seen = new Set<string>()
    for (const pair of node.items) {
      if (isMerge(pair)) {
        for (const source of sourcesOf(pair)) {
          merged += Object.keys(source).length
          if (merged > mostMerged) throw new UnusableYaml(offsetOf(pair.key), 'merges too much.', 'Write it out.')
          Object.assign(result, source)
        }
        continue
      }
      const key = keyOf(pair)
      if (seen.has(key)) throw new UnusableYaml(offsetOf(pair.key), `has "${key}" twice.`, 'Remove one of them.')
      seen.add(key)
      result[key] = valueOf(pair.value)
    }
    return result
  }

  function keyOf({ key }: Pair): string {
    const value = valueOf(key)
    // `on:` is the name "true", as in go.yaml.in/yaml/v2 with sigs.k8s.io/yaml convertToJSONableObject.
    const text = String(value instanceof WrittenScalar ? value.value : value)
    if (text === '__proto__') throw new UnusableYaml(offsetOf(key), 'has a key "__proto__".', 'Remove that key.')
    return text
  }

  /** What a merge key brings, in the order in which it is laid over what is there. */
  function sourcesOf({ key, value }: Pair): readonly object[] {
    const found = valueOf(value)
    const sources: readonly unknown[] = Array.isArray(found) ? found.toReversed() : [found]
    return sources.map((source) => {
      if (typeof source === 'object' && source !== null && !Array.isArray(source)) return source
      throw new UnusableYaml(offsetOf(key), 'merges something that is not a mapping.', 'Name a mapping after "<<".')
    })
  }

  const isMerge = ({ key }: Pair): boolean => yaml.isScalar(key) && key.value === '<<' && key.type === 'PLAIN'

  function scalar(node: { readonly value: unknown; readonly source?: string; readonly type?: string }): unknown {
    const { value, source = '' } = node
    if (typeof value === 'number' || typeof value === 'boolean') return new WrittenScalar(source, value)
    const word = node.type === 'PLAIN' && typeof value === 'string' ? words.get(value) : undefined
    return word === undefined ? value : new WrittenScalar(source, word)
  }

  return valueOf(document.contents)
}

function offsetOf(node: unknown): number {
  const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined
  return Array.isArray(range) ? Number(range[0]) : 0
}
