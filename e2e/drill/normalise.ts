/** Values that differ between two runs of the same commands and mean nothing: each becomes a fixed word. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>'],
  [/\bcheckout-[0-9a-f]{8,10}-[a-z0-9]{5}\b/g, 'checkout-<hash>-<suffix>'],
  [/\bcheckout-[0-9a-z]{8,10}\b/g, 'checkout-<hash>'],
  [/pod-template-hash=[0-9a-z]{8,10}/g, 'pod-template-hash=<hash>'],
  [/checkout-<hash>(-<suffix>)?\.[0-9a-f]{16}/g, 'checkout-<event>'],
  [/\bcheckout\.[0-9a-f]{16}/g, 'checkout-<event>'],
  [/\b10\.0\.0\.\d+\b/g, '<ip>'],
  [/(Too large resource version: \d+, current: )\d+/g, '$1<rv>'],
  [/too old resource version: 1 \(\d+\)/g, 'too old resource version: 1 (<rv>)']
]

const VOLATILE: Readonly<Record<string, string>> = {
  resourceVersion: '<rv>',
  'pod-template-hash': '<hash>',
  generateName: '<generateName>',
  continue: '<continue>',
  uid: '<uid>'
}

/** A JSON value without what two runs never have in common. */
export function normalise(value: unknown, key = ''): unknown {
  if (typeof value === 'string') {
    const fixed = VOLATILE[key]
    return fixed === undefined ? normaliseText(value) : fixed
  }
  if (Array.isArray(value)) {
    if (key === 'cells') return value.map((cell: unknown) => normaliseCell(cell))
    const items = value.map((item: unknown) => normalise(item))
    // The order follows the times of the writes, whole seconds of which differ from run to run.
    if (key === 'managedFields') return items.toSorted((a, b) => (ownerOf(a) < ownerOf(b) ? -1 : 1))
    // Lists are ordered by name, and the names of ReplicaSets and pods are drawn.
    return key === 'items' || key === 'rows' ? items.toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1)) : items
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [normaliseText(name), normalise(child as unknown, name)])
  )
}

function normaliseText(text: string): string {
  const embedded = /^(?<before>.*?Invalid value: )(?<json>"\{.*\}")(?<after>: .*)$/s.exec(text)?.groups
  if (embedded !== undefined) {
    // The message quotes the whole object, whose members upstream writes in an order of its own.
    const object: unknown = JSON.parse(JSON.parse(embedded['json'] ?? '""') as string)
    return `${embedded['before'] ?? ''}${JSON.stringify(sorted(normalise(object)))}${embedded['after'] ?? ''}`
  }
  return PATTERNS.reduce((result, [pattern, word]) => result.replaceAll(pattern, word), text)
}

function sortKey(item: unknown): string {
  const text = JSON.stringify(sorted(item))
  return `${/checkout-<hash>/.test(text) ? (/registry\.example[^"]*/.exec(text)?.[0] ?? '') : '0'} ${text}`
}

function ownerOf(entry: unknown): string {
  const { manager = '', subresource = '' } = entry as { readonly manager?: string; readonly subresource?: string }
  return `${manager}/${subresource}`
}

/** Ages, restart counts with their age. */
function normaliseCell(cell: unknown): unknown {
  if (typeof cell !== 'string') return cell
  if (/^(\d+[smhdy])+$/.test(cell)) return '<age>'
  if (/^\d+ \(.* ago\)$/.test(cell)) return '<restarts>'
  return normaliseText(cell)
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, child]) => [key, sorted(child)]))
}
