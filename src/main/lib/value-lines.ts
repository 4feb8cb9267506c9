import { isSecretName } from './secret-name.ts'

/** A line of YAML, of one side of a difference or of both. */
export interface TextLine {
  readonly text: string
  readonly side: 'old' | 'new' | 'both'
}

/** What a side of the difference said last. */
interface Side {
  /** The lines that may follow hold the value of a credential. */
  isSecret: boolean
  /** The column of the key whose block of text goes on; -1 for none. */
  block: number
}

const nameLine = /^[\s+-]{0,512}name:\s{1,8}(["']?)(?<name>[\w.-]{1,253})\1\s{0,8}$/
const valueLine = /^(?<before>[\s+-]{0,512}value:\s{1,8})(?<scalar>\S.*)$/s
const blockStart = /^[|>][-+0-9]{0,3}\s*$/
/** A quote that is not closed in its line. */
const openQuote = /^(["'])(?:(?!.*\1\s*$)|\s*$)/
/** Stands for lines that are the same and far from any change. */
const leftOut = '…'

/**
 * Replaces the `value` that follows a `name` that names a credential, as a container's `env` is written in YAML, in the
 * lines of a text or of a difference; a block of several lines too.
 */
export function hideValueLines(lines: readonly TextLine[], hide: (secret: string) => string): readonly string[] {
  const old: Side = { isSecret: false, block: -1 }
  const next: Side = { isSecret: false, block: -1 }
  return lines.map(({ text, side }) => {
    const sides = side === 'both' ? [old, next] : [side === 'old' ? old : next]
    return readLine(text, sides, hide)
  })
}

function readLine(text: string, sides: readonly Side[], hide: (secret: string) => string): string {
  const indent = text.search(/[^\s+-]|$/)
  // What was left out may be a part of the block: a difference shows the key of every block that it shows a line of.
  if (text === leftOut && sides.some(({ block }) => block !== -1)) return text
  if (sides.some(({ block }) => block !== -1 && (indent > block || text.trim() === ''))) {
    return text.trim() === '' ? text : `${text.slice(0, indent)}${hide(text.slice(indent))}`
  }
  for (const side of sides) side.block = -1
  const name = nameLine.exec(text)?.groups?.['name']
  const { before, scalar } = valueLine.exec(text)?.groups ?? {}
  if (before === undefined || scalar === undefined) {
    for (const side of sides) side.isSecret = name !== undefined && isSecretName(name)
    return text
  }
  if (!sides.some(({ isSecret }) => isSecret)) return text
  const isBlock = blockStart.test(scalar)
  if (isBlock || openQuote.test(scalar)) for (const side of sides) side.block = indent
  return isBlock ? text : `${before}${hide(scalar)}`
}
