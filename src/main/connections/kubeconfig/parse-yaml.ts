import type { Document, LineCounter } from 'yaml'
import { visibleText } from '../../lib/visible-text.ts'
import { problem } from './problem.ts'

/** A kubeconfig of a thousand clusters with embedded certificates is far below this. */
const mostCharacters = 1_048_576

export interface ParsedYaml {
  readonly value: unknown
  /** `FILE:LINE` of the nearest thing that exists on this path. */
  place(...path: readonly (string | number)[]): string
}

/**
 * YAML with numbers kept as the text they were written as, because names and tokens may look like numbers.
 * @throws FailureError with file, line and column.
 */
export async function parseYaml(text: string, file: string): Promise<ParsedYaml> {
  if (text.length > mostCharacters)
    throw problem(file, 'is larger than 1 MiB.', 'Import a kubeconfig with fewer contexts.')
  if (text.includes('\u0000') || text.startsWith('\ufffd'))
    throw problem(file, 'is not UTF-8 text (perhaps UTF-16).', 'Save it as UTF-8 and import it again.')
  // Loaded here, because nothing else needs it before a kubeconfig is imported.
  const { LineCounter, isPair, isScalar, parseDocument, visit } = await import('yaml')
  const lines = new LineCounter()
  const document = parseDocument(text.replace(/^\ufeff/, ''), {
    schema: 'core',
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
    strict: true
  })
  const [error] = document.errors
  if (error) {
    const { line, col } = lines.linePos(error.pos[0])
    throw problem(`${file}:${line}:${col}`, `is not valid YAML: ${visibleText(error.message)}.`, 'Correct that line.')
  }
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value === 'number' && node.source !== undefined) node.value = node.source
    },
    Pair(_key, node) {
      if (!isPair(node) || !isScalar(node.key) || node.key.value !== '__proto__') return
      const { line } = lines.linePos(node.key.range?.[0] ?? 0)
      throw problem(`${file}:${line}`, 'has a key "__proto__".', 'Remove that key.')
    }
  })
  try {
    return { value: document.toJS({ maxAliasCount: 100 }), place: (...path) => placeOf(document, lines, file, path) }
  } catch {
    throw problem(file, 'has aliases that expand without bound.', 'Write the repeated parts out.')
  }
}

function placeOf(document: Document, lines: LineCounter, file: string, path: readonly (string | number)[]): string {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
    const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined
    if (Array.isArray(range)) return `${file}:${lines.linePos(Number(range[0])).line}`
  }
  return file
}
