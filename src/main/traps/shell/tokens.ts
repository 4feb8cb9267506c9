/** A part of a word, in the order in which they stand. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  /** `$name`, `${name}`; quoted, it stays one word whatever its value is. */
  | { readonly kind: 'variable'; readonly name: string; readonly quoted: boolean }
  /** `$(…)`: what the commands inside print. */
  | { readonly kind: 'output'; readonly tokens: readonly Token[]; readonly quoted: boolean }
  /** One word that somebody has still to fill in: `<name>`. */
  | { readonly kind: 'blank' }
  /** What only a shell can tell: arithmetic, positional parameters, expansions with an operator, braces. */
  | { readonly kind: 'unknown'; readonly quoted: boolean }

export interface WordToken {
  readonly kind: 'word'
  readonly pieces: readonly Piece[]
  /** Where it begins and ends in the text, in UTF-16 units. */
  readonly from: number
  readonly to: number
}

export type Token =
  | WordToken
  /**
   * A newline is `;`. Redirections are `>` whatever they redirect; the word after one is a file. After `<<` the word is what
   * is read: the text of a here-document, or of a here-string.
   */
  | {
      readonly kind: 'operator'
      readonly text: ';' | '&' | '&&' | '||' | '|' | '(' | ')' | '>' | '<<'
      readonly from: number
    }

/** A construct of the shell that is not read here. */
export class NotUnderstood extends Error {}

const maxDepth = 20
const blank = /<[A-Za-z][A-Za-z0-9_. -]{0,60}>(?=[\s;&|)/"']|$)/y
/** As they are written, longer ones first, and what they come to. */
const operators = [
  ['&&', '&&'],
  ['||', '||'],
  ['|&', '|'],
  ['\n', ';'],
  [';', ';'],
  ['|', '|'],
  ['(', '('],
  [')', ')'],
  ['&', '&']
] as const
/** What a shell takes for the end of a word; other spaces, such as one that does not break, are part of it. */
const endsWord = /[ \t\r\n;&|()]/
const fromHere = /\d{0,4}(?:<<<|<<)/y
const redirection = /(?:\d{0,4}(?:>>|>\||>&|<&|<>|<|>)|&>>?)/y
const variable = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/y
const positional = /\$(?:[0-9@*#?$!-])/y

/**
 * Cuts a command line as a POSIX shell does (POSIX.1-2024, Shell Command Language 2.2 and 2.3): quotes, comments,
 * continued lines, substitutions. Takes time in proportion to the text.
 * @throws NotUnderstood for what is not closed, process substitutions and quotes that only bash knows.
 */
export function tokensOf(text: string): readonly Token[] {
  let index = 0
  /** Here-documents of the line that is being read: their text comes after it. */
  const awaited: AwaitedDocument[] = []

  function match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = index
    const found = pattern.exec(text)
    if (found) index = pattern.lastIndex
    return found
  }

  function readTokens(depth: number): readonly Token[] {
    if (depth > maxDepth) throw new NotUnderstood('it is nested too deeply')
    const tokens: Token[] = []
    let open = 0
    while (index < text.length) {
      const char = text.charAt(index)
      if (char === ' ' || char === '\t' || char === '\r') index += 1
      else if (text.startsWith('\\\n', index)) index += 2
      else if (text.startsWith('\\\r\n', index)) index += 3
      else if (char === '#') skipComment()
      else if (char === ')' && open === 0 && depth > 0) return tokens
      else {
        const token = readOperator() ?? readWord(depth)
        if (token.kind === 'operator' && text.startsWith('\n', token.from)) readDocuments()
        if (token.kind === 'operator' && token.text === '(') open += 1
        if (token.kind === 'operator' && token.text === ')') open -= 1
        tokens.push(token)
        if (token.kind === 'operator' && token.text === '<<' && !text.startsWith('<<<', token.from)) {
          tokens.push(awaitDocument(depth))
        }
      }
    }
    if (awaited.length > 0) throw new NotUnderstood('a here-document is not closed')
    if (depth > 0) throw new NotUnderstood('a substitution is not closed')
    return tokens
  }

  /** The word that ends a here-document; what stands before it is the word's text once the line has ended. */
  function awaitDocument(depth: number): WordToken {
    const isIndented = text.startsWith('-', index)
    if (isIndented) index += 1
    while (text.startsWith(' ', index) || text.startsWith('\t', index)) index += 1
    const { pieces, from, to } = readWord(depth)
    const isQuoted = pieces.some((piece) => piece.kind !== 'text' || piece.quoted)
    const end = pieces.map((piece) => (piece.kind === 'text' ? piece.text : '')).join('')
    if (end === '') throw new NotUnderstood('a here-document has no end')
    const body: Piece[] = []
    awaited.push({ end, isIndented, isQuoted, body })
    return { kind: 'word', pieces: body, from, to }
  }

  function readDocuments(): void {
    for (const { end, isIndented, isQuoted, body } of awaited.splice(0)) {
      const lines: string[] = []
      for (;;) {
        if (index >= text.length) throw new NotUnderstood('a here-document is not closed')
        const stop = text.indexOf('\n', index)
        const line = text.slice(index, stop === -1 ? text.length : stop).replace(isIndented ? /^\t+/ : /^$/, '')
        index = stop === -1 ? text.length : stop + 1
        if (line === end) break
        lines.push(line)
      }
      body.push(documentPiece(lines.map((line) => `${line}\n`).join(''), isQuoted))
    }
  }

  function skipComment(): void {
    const end = text.indexOf('\n', index)
    index = end === -1 ? text.length : end
  }

  function readOperator(): Token | undefined {
    const from = index
    if (/[<>]\(/.test(text.slice(index, index + 2))) {
      throw new NotUnderstood('process substitutions are not read here')
    }
    blank.lastIndex = index
    if (blank.test(text)) return undefined
    if (match(fromHere)) return { kind: 'operator', text: '<<', from }
    if (match(redirection)) return { kind: 'operator', text: '>', from }
    if (text.startsWith(';;', index)) throw new NotUnderstood('case is not read here')
    const found = operators.find(([written]) => text.startsWith(written, index))
    if (!found) return undefined
    const [written, name] = found
    index += written.length
    return { kind: 'operator', text: name, from }
  }

  function readWord(depth: number): WordToken {
    const from = index
    const pieces: Piece[] = []
    const add = (part: string, quoted: boolean): void => {
      const last = pieces.at(-1)
      if (last?.kind === 'text' && last.quoted === quoted) {
        pieces[pieces.length - 1] = { kind: 'text', text: last.text + part, quoted }
      } else pieces.push({ kind: 'text', text: part, quoted })
    }
    while (index < text.length && !endsWord.test(text.charAt(index))) {
      const char = text.charAt(index)
      if (match(blank)) pieces.push({ kind: 'blank' })
      else if (char === '<' || char === '>') break
      else if (char === "'") add(readSingle(), true)
      else if (char === '"') pieces.push(...readDouble(depth))
      else if (char === '\\') {
        if (text.charAt(index + 1) !== '\n') add(text.charAt(index + 1), true)
        index += 2
      } else if (char === '$' || char === '`') pieces.push(readExpansion(false, depth))
      else {
        add(char, false)
        index += 1
      }
    }
    return { kind: 'word', pieces: withoutBraces(pieces), from, to: index }
  }

  function readSingle(): string {
    const end = text.indexOf("'", index + 1)
    if (end === -1) throw new NotUnderstood('a quote is not closed')
    const inside = text.slice(index + 1, end)
    index = end + 1
    return inside
  }

  function readDouble(depth: number): readonly Piece[] {
    const pieces: Piece[] = []
    let plain = ''
    index += 1
    for (;;) {
      const char = text.charAt(index)
      if (char === '') throw new NotUnderstood('a quote is not closed')
      if (char === '"') break
      if (char === '\\') {
        const next = text.charAt(index + 1)
        plain += '$`"\\'.includes(next) ? next : next === '\n' ? '' : `\\${next}`
        index += 2
      } else if (char === '$' || char === '`') {
        pieces.push({ kind: 'text', text: plain, quoted: true }, readExpansion(true, depth))
        plain = ''
      } else {
        plain += char
        index += 1
      }
    }
    index += 1
    return [...pieces, { kind: 'text', text: plain, quoted: true }]
  }

  function readExpansion(quoted: boolean, depth: number): Piece {
    const found = match(variable)
    if (found) return { kind: 'variable', name: found[1] ?? found[2] ?? '', quoted }
    if (text.startsWith('`', index)) return readBackquotes(quoted, depth)
    if (text.startsWith('$((', index) || text.startsWith('${', index)) return skipClosed(quoted)
    if (text.startsWith('$(', index)) {
      index += 2
      const tokens = readTokens(depth + 1)
      index += 1
      return { kind: 'output', tokens, quoted }
    }
    if (match(positional)) return { kind: 'unknown', quoted }
    if (!quoted && /\$['"]/.test(text.slice(index, index + 2)))
      throw new NotUnderstood('$ before a quote is of bash only')
    index += 1
    return { kind: 'text', text: '$', quoted }
  }

  function readBackquotes(quoted: boolean, depth: number): Piece {
    const end = text.indexOf('`', index + 1)
    const inside = text.slice(index + 1, end)
    if (end === -1 || inside.includes('\\')) throw new NotUnderstood('a substitution is not closed')
    if (depth >= maxDepth) throw new NotUnderstood('it is nested too deeply')
    index = end + 1
    return { kind: 'output', tokens: tokensOf(inside), quoted }
  }

  /** Arithmetic, or an expansion with an operator; what stands in it may itself run something. */
  function skipClosed(quoted: boolean): Piece {
    const close = text.startsWith('$((', index) ? '))' : '}'
    const end = text.indexOf(close, index)
    const inside = end === -1 ? '`' : text.slice(index + 2, end)
    if (/[$`"'\\]/.test(inside)) throw new NotUnderstood('an expansion is too involved')
    index = end + close.length
    return { kind: 'unknown', quoted }
  }

  return readTokens(0)
}

interface AwaitedDocument {
  readonly end: string
  /** `<<-`: tabs before its lines are none of it. */
  readonly isIndented: boolean
  /** Nothing in it is replaced. */
  readonly isQuoted: boolean
  readonly body: Piece[]
}

/** What a here-document comes to; what it would have run is not looked for in it. */
function documentPiece(body: string, isQuoted: boolean): Piece {
  if (isQuoted || !/[$`\\]/.test(body)) return { kind: 'text', text: body, quoted: true }
  if (/\$\(|`/.test(body)) throw new NotUnderstood('a here-document runs something itself')
  return { kind: 'unknown', quoted: true }
}

/** bash makes several words of `{a,b}` and `{1..3}`. */
function withoutBraces(pieces: readonly Piece[]): readonly Piece[] {
  return pieces.map((piece) =>
    piece.kind === 'text' && !piece.quoted && (piece.text.match(/\{[^{}]*\}/g) ?? []).some(isExpanded)
      ? { kind: 'unknown', quoted: false }
      : piece
  )
}

function isExpanded(braces: string): boolean {
  return braces.includes(',') || braces.includes('..')
}
