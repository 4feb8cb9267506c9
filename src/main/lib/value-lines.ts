import { holdsBackVariable } from './held-back.ts'
import { isSecretName, isSecretValue, mayNameSecret } from './secret-name.ts'

/** A line of YAML, of one side of a difference or of both. */
export interface TextLine {
  readonly text: string
  readonly side: 'old' | 'new' | 'both'
}

/** What a side of the difference said last. */
interface Side {
  /** The name that the value in the lines that may follow belongs to; empty for none. */
  name: string
  /** The flag that the next item of a list may be the value of; empty for none. */
  flag: string
  /** The column of the key whose block of text goes on; -1 for none. */
  block: number
}

const nameLine = /^[\s+-]{0,512}name:\s{1,8}(["']?)(?<name>[\w.-]{1,253})\1\s{0,8}$/
const valueLine = /^(?<before>[\s+-]{0,512}value:\s{1,8})(?<scalar>\S.*)$/s
/** A key that names a credential by itself, whose text is in the next lines. */
const keyLine = /^[\s+-]{0,512}(["']?)(?<name>[A-Za-z_][\w.-]{0,252})\1:\s{1,8}(?<scalar>[|>][-+0-9]{0,3}|["'].*)\s*$/s
/** A flag alone in its item: its value is the next one. */
const flagItem = /^[\s+]{0,512}-\s{1,8}(["']?)(?<flag>--?[A-Za-z][\w.-]{0,127})\1\s{0,8}$/
const otherItem = /^(?<before>[\s+]{0,512}-\s{1,8})(?<scalar>(?!-)\S.*)$/s
const blockStart = /^[|>][-+0-9]{0,3}\s*$/
/** A quote that is not closed in its line. */
const openQuote = /^(["'])(?:(?!.*\1\s*$)|\s*$)/
/** Stands for lines that are the same and far from any change. */
const leftOut = '…'

/**
 * Replaces the `value` that follows a `name`, as a container's `env` is written in YAML, unless it is known to be harmless, in
 * the lines of a text or of a difference; a block of several lines too. The same for the item behind a flag.
 */
export function hideValueLines(lines: readonly TextLine[], hide: (secret: string) => string): readonly string[] {
  if (!lines.some(({ text }) => mayNameSecret(text) || text.includes('value:'))) return lines.map(({ text }) => text)
  const old: Side = { name: '', flag: '', block: -1 }
  const next: Side = { name: '', flag: '', block: -1 }
  return lines.map(({ text, side }) => {
    const sides = side === 'both' ? [old, next] : [side === 'old' ? old : next]
    return readLine(text, sides, hide)
  })
}

function readLine(text: string, sides: readonly Side[], hide: (secret: string) => string): string {
  const indent = text.search(/[^\s+-]|$/)
  // What was left out may be a part of the block: a difference shows the key of every block that it shows a line of.
  if (text === leftOut && sides.some(({ block }) => block !== -1)) return text
  if (sides.some(({ block }) => block !== -1 && (indent > block || text.trim() === '')))
    return hideRest(text, indent, hide)
  for (const side of sides) side.block = -1
  const byName = ofName(text, sides, indent, hide)
  return byName ?? ofFlag(text, sides, hide) ?? text
}

function hideRest(text: string, indent: number, hide: (secret: string) => string): string {
  return text.trim() === '' ? text : `${text.slice(0, indent)}${hide(text.slice(indent))}`
}

function ofName(
  text: string,
  sides: readonly Side[],
  indent: number,
  hide: (secret: string) => string
): string | undefined {
  const name = nameLine.exec(text)?.groups?.['name']
  const key = mayNameSecret(text) ? keyLine.exec(text)?.groups : undefined
  if (key?.['name'] !== undefined && isSecretName(key['name']) && isOpen(key['scalar'] ?? '')) {
    for (const side of sides) side.block = indent
    return undefined
  }
  const { before, scalar } = valueLine.exec(text)?.groups ?? {}
  if (before === undefined || scalar === undefined) {
    for (const side of sides) side.name = name ?? ''
    return undefined
  }
  const isBlock = isOpen(scalar)
  if (!sides.some((side) => side.name !== '' && (isBlock || holdsBackVariable(side.name, unquoted(scalar))))) {
    return undefined
  }
  if (isBlock) for (const side of sides) side.block = indent
  return blockStart.test(scalar) ? text : `${before}${hide(scalar)}`
}

/** It goes on in the next lines. */
function isOpen(scalar: string): boolean {
  return blockStart.test(scalar) || openQuote.test(scalar)
}

function unquoted(scalar: string): string {
  return /^(["']).*\1\s*$/s.test(scalar) ? scalar.trim().slice(1, -1) : scalar
}

function ofFlag(text: string, sides: readonly Side[], hide: (secret: string) => string): string | undefined {
  const isItem = text.includes('- ')
  const flag = (isItem && flagItem.exec(text)?.groups?.['flag']) || ''
  const flags = sides.map((side) => side.flag)
  for (const side of sides) side.flag = flag
  if (!isItem || flags.every((one) => one === '')) return undefined
  const { before, scalar } = otherItem.exec(text)?.groups ?? {}
  if (before === undefined || scalar === undefined || /^["']?[\w.-]{1,253}["']?:\s/.test(scalar)) return undefined
  return flags.some((one) => isSecretValue(one, unquoted(scalar))) ? `${before}${hide(scalar)}` : undefined
}
