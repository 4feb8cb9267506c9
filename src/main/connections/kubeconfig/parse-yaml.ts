import type { Document, LineCounter } from 'yaml'
import { visibleText } from '../../lib/visible-text.ts'
import { isTooNested } from '../../lib/nested-yaml.ts'
import { problem } from './problem.ts'
import { mostKubeconfigBytes } from './size-limit.ts'
import { UnusableYaml, yamlValue } from './written-values.ts'

export interface ParsedYaml {
  /** Numbers and truth values are `WrittenScalar`. */
  readonly value: unknown
  /** Further documents in the same text, which are not read. */
  readonly more: boolean
  /** `FILE:LINE` of the nearest thing that exists on this path. */
  place(...path: readonly (string | number)[]): string
}

/**
 * The first YAML document of a text, which is the one that kubectl reads (go.yaml.in/yaml/v2 yaml.go unmarshal).
 * @throws FailureError with file, line and column.
 */
export async function parseYaml(text: string, file: string): Promise<ParsedYaml> {
  if (text.length > mostKubeconfigBytes)
    throw problem(file, 'is larger than 8 MiB.', 'Import a kubeconfig with fewer contexts.')
  if (text.includes('\u0000') || text.startsWith('\ufffd'))
    throw problem(file, 'is not UTF-8 text (perhaps UTF-16).', 'Save it as UTF-8 and import it again.')
  if (isTooMuch(text))
    throw problem(file, 'has more parts than any kubeconfig.', 'Import a kubeconfig with fewer contexts.')
  if (isTooNested(text, deepest)) throw problem(file, 'is nested too deeply.', 'Choose a kubeconfig file.')
  // Loaded here, because nothing else needs it before a kubeconfig is imported.
  const yaml = await import('yaml')
  const lines = new yaml.LineCounter()
  try {
    const document = yaml.parseDocument(text.replace(/^\ufeff/, ''), {
      schema: 'core',
      lineCounter: lines,
      prettyErrors: false,
      // Looked for in yaml-values, by name instead of one by one.
      uniqueKeys: false,
      strict: true
    })
    const error = document.errors.find(({ code }) => code !== severalDocuments)
    if (error) {
      const { line, col } = lines.linePos(error.pos[0])
      throw problem(`${file}:${line}:${col}`, `is not valid YAML: ${visibleText(error.message)}.`, 'Correct that line.')
    }
    const more = document.errors.length > 0
    return { value: yamlValue(document, yaml), more, place: (...path) => placeOf(document, lines, file, path) }
  } catch (error) {
    if (error instanceof UnusableYaml)
      throw problem(`${file}:${lines.linePos(error.offset).line}`, visibleText(error.message), error.remedy)
    // The parser calls itself for each level.
    if (error instanceof RangeError) throw problem(file, 'is nested too deeply.', 'Choose a kubeconfig file.')
    throw error
  }
}

/** A thousand contexts have thirty thousand parts. What is below these limits is read within seconds. */
const mostParts = 150_000
/** Brackets count in passwords too, of which a thousand contexts have many. */
const deepest = 10_000
const mostLines = 500_000

/** The parser takes time for each key, item, anchor and comment, on a thread that has other things to do. */
function isTooMuch(text: string): boolean {
  const separators = /[,{[&*!#\n]|[:?-](?=\s|$)/g
  let [parts, lines] = [0, 0]
  while (separators.test(text)) {
    if (text.charAt(separators.lastIndex - 1) === '\n') lines += 1
    else parts += 1
    if (parts > mostParts || lines > mostLines) return true
  }
  return false
}

const severalDocuments = 'MULTIPLE_DOCS'

function placeOf(document: Document, lines: LineCounter, file: string, path: readonly (string | number)[]): string {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
    const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined
    if (Array.isArray(range)) return `${file}:${lines.linePos(Number(range[0])).line}`
  }
  return file
}
