/** Caps for what the window may send. The largest honest message is a pasted kubeconfig of 8 MiB. */
export const payloadCaps = { textLength: 9 * 1_048_576, nodes: 10_000, depth: 16 } as const

const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Whether a value is plain data of a modest size: null, booleans, finite numbers, text, arrays and plain objects.
 * Structured clone would also bring Maps, typed arrays, cycles and the like, which no request of ours has.
 * @returns the reason why not, undefined when it is
 */
export function whyNotPlain(value: unknown): string | undefined {
  let nodes = 0
  let textLength = 0
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 0 }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    nodes += 1
    if (nodes > payloadCaps.nodes) return 'it has too many parts'
    if (next.depth > payloadCaps.depth) return 'it is nested too deeply'
    const { value: part } = next
    switch (typeof part) {
      case 'string':
        textLength += part.length
        break
      case 'number':
        if (!Number.isFinite(part)) return 'it holds a number that is not finite'
        break
      case 'boolean':
      case 'undefined':
        break
      case 'object': {
        if (part === null) break
        const prototype: unknown = Object.getPrototypeOf(part)
        if (!Array.isArray(part) && prototype !== Object.prototype && prototype !== null) return 'it is not plain data'
        // Counted before it is gone through: a list of its entries would be many times as large as it is.
        if (Array.isArray(part) && part.length + open.length > payloadCaps.nodes) return 'it has too many parts'
        for (const key in part) {
          if (!Object.hasOwn(part, key)) continue
          const inner = (part as Readonly<Record<string, unknown>>)[key]
          if (forbiddenKeys.has(key)) return `it has the key ${key}`
          textLength += key.length
          open.push({ value: inner, depth: next.depth + 1 })
          if (open.length > payloadCaps.nodes) return 'it has too many parts'
        }
        break
      }
      default:
        return 'it is not plain data'
    }
    if (textLength > payloadCaps.textLength) return 'it is too large'
  }
  return undefined
}
