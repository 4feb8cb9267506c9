import { stripVTControlCharacters } from 'node:util'
import type { OutputLevel } from '../../contract/index.ts'
import { visibleText } from '../lib/visible-text.ts'

/** Longest line, characters. */
const longestLine = 2_000

const stamp = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)) ?/

/**
 * A line of a log that was asked for with its times: without sequences that would colour or move anything in a terminal,
 * with the rest of what is invisible made visible, and with its indent.
 */
export function cleanLine(line: string): { readonly at: string; readonly text: string; readonly level: OutputLevel } {
  const at = stamp.exec(line)?.[1] ?? ''
  const written = line.slice(at === '' ? 0 : (stamp.exec(line)?.[0].length ?? 0))
  const plain = stripVTControlCharacters(written).replace(/\r$/, '')
  const indent = /^[ \t]*/.exec(plain)?.[0].replaceAll('\t', '  ').slice(0, 40) ?? ''
  const text = `${indent}${visibleText(plain, longestLine)}`
  return { at, text, level: levelOf(text) }
}

const levels: readonly (readonly [Exclude<OutputLevel, ''>, RegExp])[] = [
  ['error', /\b(?:FATAL|CRITICAL|PANIC|SEVERE|ERROR|ERR)\b|^[EF]\d{4} |\b(?:panic|Traceback|Unhandled|Exception in)\b/],
  ['warn', /\b(?:WARN|WARNING)\b|^W\d{4} /],
  ['info', /\b(?:INFO|NOTICE)\b|^I\d{4} /],
  ['debug', /\b(?:DEBUG|TRACE)\b/]
]
/** JSON and logfmt: `"level":"error"`, `level=warn`, `severity: Error`. */
const named = /"?\b(?:level|lvl|severity)"?\s{0,2}[:=]\s{0,2}"?([a-z]+)/i

/** The level that a line names, in the ways that loggers do: a field, klog's letter, or a word in capitals near its beginning. */
function levelOf(text: string): OutputLevel {
  const field = named.exec(text)?.[1]?.toUpperCase()
  const head = text.slice(0, 200)
  const word = field ?? head
  return levels.find(([, form]) => form.test(word))?.[0] ?? ''
}
