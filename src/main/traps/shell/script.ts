import { NotUnderstood, type Token, type WordToken } from './tokens.ts'

/** What a shell does, as far as it matters which programs run with which arguments. */
export type Node =
  | {
      readonly kind: 'command'
      readonly words: readonly WordToken[]
      readonly files: readonly WordToken[]
      /** What it reads, where that is written beside it. */
      readonly input?: WordToken
    }
  | { readonly kind: 'pipe'; readonly nodes: readonly Node[] }
  /** Parts that run, or may run, one after the other. */
  | { readonly kind: 'maybe'; readonly nodes: readonly Node[] }
  | {
      readonly kind: 'for'
      readonly variable: string
      readonly values: readonly WordToken[]
      readonly body: readonly Node[]
    }
  | { readonly kind: 'while'; readonly body: readonly Node[] }

const maxDepth = 20
const unread = new Set(['case', 'function', 'select', '[[', 'coproc'])
const closing = new Set(['then', 'elif', 'else', 'fi', 'do', 'done', '}'])

/**
 * The commands of a script with its loops and branches.
 * @throws NotUnderstood for functions, `case` and what is not closed.
 */
export function scriptOf(tokens: readonly Token[]): readonly Node[] {
  let index = 0
  let depth = 0

  /** The reserved word that begins here: only where it is not quoted. */
  function reserved(): string {
    const token = tokens[index]
    if (token?.kind !== 'word' || token.pieces.length !== 1) return ''
    const [piece] = token.pieces
    return piece?.kind === 'text' && !piece.quoted ? piece.text : ''
  }

  function isOperator(...texts: readonly string[]): boolean {
    const token = tokens[index]
    return token?.kind === 'operator' && texts.includes(token.text)
  }

  function expect(word: string): void {
    while (isOperator(';')) index += 1
    if (reserved() !== word) throw new NotUnderstood(`${word} is missing`)
    index += 1
  }

  function readList(): readonly Node[] {
    const nodes: Node[] = []
    while (index < tokens.length) {
      if (isOperator(';', '&', '&&', '||')) index += 1
      else if (isOperator(')') || closing.has(reserved())) break
      else nodes.push(readPipe())
    }
    return nodes
  }

  function readPipe(): Node {
    const nodes = [readCommand()]
    while (isOperator('|')) {
      index += 1
      while (isOperator(';')) index += 1
      nodes.push(readCommand())
    }
    const [first] = nodes
    return nodes.length === 1 && first ? first : { kind: 'pipe', nodes }
  }

  function readCommand(): Node {
    depth += 1
    if (depth > maxDepth) throw new NotUnderstood('it is nested too deeply')
    const node = readKind()
    depth -= 1
    return node
  }

  function readKind(): Node {
    const word = reserved()
    if (unread.has(word)) throw new NotUnderstood(`${word} is not read here`)
    if (word === '!') {
      index += 1
      return readCommand()
    }
    if (isOperator('(')) return readGroup(')')
    if (word === '{') return readGroup('}')
    if (word === 'if') return readIf()
    if (word === 'for') return readFor()
    if (word === 'while' || word === 'until') return readWhile()
    return readSimple()
  }

  function readGroup(close: ')' | '}'): Node {
    index += 1
    const nodes = readList()
    if (close === '}' ? reserved() !== '}' : !isOperator(')')) throw new NotUnderstood(`${close} is missing`)
    index += 1
    return { kind: 'maybe', nodes: withRedirections(nodes) }
  }

  /** After a group or a loop: where its output goes. */
  function withRedirections(nodes: readonly Node[]): readonly Node[] {
    const files: WordToken[] = []
    while (isOperator('>')) files.push(readFile())
    return files.length === 0 ? nodes : [...nodes, { kind: 'command', words: [], files }]
  }

  function readFile(): WordToken {
    index += 1
    const file = tokens[index]
    if (file?.kind !== 'word') throw new NotUnderstood('a redirection has no file')
    index += 1
    return file
  }

  function readIf(): Node {
    const nodes: Node[] = []
    do {
      index += 1
      nodes.push(...readList())
      expect('then')
      nodes.push(...readList())
    } while (reserved() === 'elif')
    if (reserved() === 'else') {
      index += 1
      nodes.push(...readList())
    }
    expect('fi')
    return { kind: 'maybe', nodes: withRedirections(nodes) }
  }

  function readFor(): Node {
    index += 1
    const variable = reserved()
    index += 1
    if (!/^[A-Za-z_]\w*$/.test(variable) || reserved() !== 'in') throw new NotUnderstood('for has no list')
    index += 1
    const values: WordToken[] = []
    for (let token = tokens[index]; token?.kind === 'word'; token = tokens[index]) {
      values.push(token)
      index += 1
    }
    return { kind: 'for', variable, values, body: readBody() }
  }

  function readWhile(): Node {
    index += 1
    const condition = readList()
    return { kind: 'while', body: [...condition, ...readBody()] }
  }

  function readBody(): readonly Node[] {
    expect('do')
    const body = readList()
    expect('done')
    return withRedirections(body)
  }

  function readSimple(): Node {
    const words: WordToken[] = []
    const files: WordToken[] = []
    let input: WordToken | undefined
    while (index < tokens.length && (tokens[index]?.kind === 'word' || isOperator('>', '<<'))) {
      const token = tokens[index]
      if (isOperator('<<')) input = readFile()
      else if (token?.kind !== 'word') files.push(readFile())
      else {
        words.push(token)
        index += 1
      }
    }
    if (isOperator('(')) throw new NotUnderstood('a function is not read here')
    if (words.length === 0 && files.length === 0) throw new NotUnderstood('a command is missing')
    return { kind: 'command', words, files, ...(input ? { input } : {}) }
  }

  const nodes = readList()
  if (index < tokens.length) throw new NotUnderstood('something is closed that was not opened')
  return nodes
}
