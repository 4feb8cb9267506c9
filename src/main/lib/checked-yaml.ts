import { basename } from 'node:path'
import { LineCounter, parseDocument, type Document } from 'yaml'
import type * as z from 'zod/mini'
import type { FileProblem } from '../../contract/index.ts'
import { isTooNested } from './nested-yaml.ts'
import { textDigest, preparedYaml } from './prepared-yaml.ts'
import { visibleText } from './visible-text.ts'

export type CheckedYaml<T> =
  | {
      readonly value: T
      /** The place in the text that a path of keys leads to, as a problem. */
      readonly problemAt: (path: readonly PropertyKey[], message: string) => FileProblem
    }
  | { readonly value: null; readonly problems: readonly FileProblem[] }

/** Longest file, characters. */
const maxLength = 262_144
/** What a text may have of them: each key is held against all others of its object, and the largest file of ours has 400. */
const mostParts = 10_000
const part = /[:,?]|\n/g
/** Whoever has more mistakes reads the first ones, and mends them. */
const mostProblems = 20
const longestMessage = 400
/** No file of ours is nested so deeply. */
const deepest = 64

/**
 * Reads YAML, or JSON, which is YAML too, against a schema. Each of the first 20 mistakes is named with the line and column where
 * it stands.
 *
 * @param prepared what texts that are known already say; where a place in one is asked for, it is parsed all the same
 */
export function readCheckedYaml<T>(
  text: string,
  path: string,
  schema: z.ZodMiniType<T>,
  prepared = preparedYaml
): CheckedYaml<T> {
  const known = prepared.get(textDigest(text))
  const parsed = known === undefined ? undefined : schema.safeParse(known)
  if (parsed?.success !== true) return readText(text, path, schema)
  const problemAt = (keys: readonly PropertyKey[], message: string): FileProblem => {
    const read = readText(text, path, schema)
    return 'problemAt' in read ? read.problemAt(keys, message) : { file: basename(path), line: 1, column: 1, message }
  }
  return { value: parsed.data, problemAt }
}

function readText<T>(text: string, path: string, schema: z.ZodMiniType<T>): CheckedYaml<T> {
  const file = basename(path)
  if (text.length > maxLength) {
    const message = `the file has ${text.length} characters; ${maxLength} are allowed`
    return { value: null, problems: [{ file, line: 1, column: 1, message }] }
  }
  if (isTooNested(text, deepest))
    return { value: null, problems: [{ file, line: 1, column: 1, message: 'the file is nested too deeply' }] }
  if (partsIn(text) > mostParts) {
    const message = `the file has too many entries; about ${mostParts} are allowed`
    return { value: null, problems: [{ file, line: 1, column: 1, message }] }
  }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true })
  const at = (offset: number, message: string): FileProblem => {
    const { line, col } = lines.linePos(offset)
    // What it names may be a key of the file, which may be as long as that.
    return { file, line: Math.max(1, line), column: Math.max(1, col), message: visibleText(message, longestMessage) }
  }
  const problemAt = (keys: readonly PropertyKey[], message: string): FileProblem =>
    at(offsetOf(document, keys), message)
  if (document.errors.length > 0) {
    const problems = document.errors
      .slice(0, mostProblems)
      .map(({ pos, message }) => at(pos[0], message.split('\n')[0] ?? message))
    return { value: null, problems }
  }
  const parsed = schema.safeParse(document.toJS({ maxAliasCount: 100 }))
  if (parsed.success) return { value: parsed.data, problemAt }
  const problems = parsed.error.issues
    .slice(0, mostProblems)
    .map(({ path: keys, message }) => problemAt(keys, `${keys.join('.') || 'the document'}: ${message}`))
  return { value: null, problems }
}

function partsIn(text: string): number {
  return text.match(part)?.length ?? 0
}

/** The place in the text that a path of keys leads to, or the nearest parent that exists. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true)
    const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined
    if (Array.isArray(range) && typeof range[0] === 'number') return range[0]
  }
  return 0
}
