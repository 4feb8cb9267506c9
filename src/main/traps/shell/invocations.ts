import { scriptOf, type Node } from './script.ts'
import { NotUnderstood, tokensOf, type Piece, type WordToken } from './tokens.ts'

/** One argument of a program. */
export interface Argument {
  /** Null when some of it is known only to the shell that runs it. */
  readonly text: string | null
  /** What is known of its beginning. */
  readonly prefix: string
  /** One of a list that is found out while the script runs: the output of a command, the lines of a pipe. */
  readonly each: boolean
  /** False when it may become several arguments, or none. */
  readonly isOne: boolean
}

/** A program that a script runs, or may run. */
export interface Invocation {
  readonly argv: readonly Argument[]
  /** As it is written. */
  readonly text: string
  /** What it reads from its input, where that is written in the line itself; null where it is not known. */
  readonly input: string | null
}

type Known = Omit<Argument, 'prefix'>
type Variables = ReadonlyMap<string, Known>

const mostInvocations = 1_000
/** Parts that are played, also those that run nothing: loops in loops multiply. */
const mostPlayed = 5_000
const mostVariables = 200
const mostArguments = 1_000
const longestScript = 64 * 1024
const assignment = /^([A-Za-z_]\w*)=/

export function literal(text: string): Argument {
  return { text, prefix: text, each: false, isOne: true }
}

/**
 * The programs that a command line runs, in the order in which they stand: also those in substitutions, branches and
 * loops. A loop over words that are written out is played word by word.
 * @throws NotUnderstood where the line is not understood.
 */
export function invocationsOf(script: string): readonly Invocation[] {
  if (script.length > longestScript) throw new NotUnderstood('it is too long')
  const found: Invocation[] = []
  let played = 0
  /** What the command before a `|` printed, and what the one behind it reads; null where it is not known. */
  let printed: string | null = null
  let piped: string | null = null

  function add(argv: readonly Argument[], text: string, input: string | null): void {
    found.push({ argv, text, input })
    if (found.length > mostInvocations) throw new NotUnderstood('it runs too many commands')
  }

  function count(variables: Variables): void {
    played += 1
    if (played > mostPlayed || variables.size > mostVariables) throw new NotUnderstood('it runs too many commands')
  }

  /** Returns the variables as they are afterwards. */
  function play(nodes: readonly Node[], before: Variables): Variables {
    return nodes.reduce((variables, node) => playNode(node, variables), before)
  }

  function playNode(node: Node, variables: Variables): Variables {
    count(variables)
    if (node.kind === 'command') return playCommand(node, variables)
    if (node.kind === 'for') return playFor(node, variables)
    if (node.kind === 'pipe') {
      node.nodes.reduce((inside, part, index) => {
        piped = index > 0 && part.kind === 'command' ? printed : null
        printed = null
        return playNode(part, inside)
      }, variables)
      return variables
    }
    const after = play(node.kind === 'while' ? node.body : node.nodes, variables)
    return unlessChanged(variables, after)
  }

  function playFor(
    { variable, values, body }: Extract<Node, { readonly kind: 'for' }>,
    variables: Variables
  ): Variables {
    let after = variables
    for (const word of values) {
      count(after)
      const value = argumentOf(word, variables)
      const bound = value.text === null ? { text: null, each: true, isOne: true } : { ...value }
      after = unlessChanged(after, play(body, new Map(after).set(variable, bound)))
    }
    return after
  }

  function playCommand(node: Extract<Node, { readonly kind: 'command' }>, variables: Variables): Variables {
    const { words, files } = node
    const before = piped
    piped = null
    if (words.length > mostArguments) throw new NotUnderstood('it has too many arguments')
    const argv = words.map((word) => argumentOf(word, variables))
    for (const file of files) argumentOf(file, variables)
    const input = node.input ? argumentOf(node.input, variables).text : files.length > 0 ? null : before
    const named = words.findIndex(({ pieces }) => !isAssignment(pieces))
    if (named === -1) return assigned(argv, variables)
    const [first, last] = [words[0], words.at(-1)]
    add(argv.slice(named), script.slice(first?.from ?? 0, last?.to ?? 0), input)
    printed = files.length > 0 ? null : outputOf(argv.slice(named), input)
    const program = argv[named]?.text
    if (program === 'read') return afterRead(argv.slice(named + 1), variables)
    return program === 'export' ? assigned(argv.slice(named + 1), variables) : variables
  }

  function argumentOf({ pieces }: WordToken, variables: Variables): Argument {
    return pieces.reduce<Argument>((sofar, piece) => joined(sofar, valueOf(piece, variables)), literal(''))
  }

  function valueOf(piece: Piece, variables: Variables): Known {
    if (piece.kind === 'text') return { text: piece.text, each: false, isOne: true }
    if (piece.kind === 'blank') return { text: null, each: false, isOne: true }
    if (piece.kind === 'unknown') return { text: null, each: false, isOne: piece.quoted }
    if (piece.kind === 'output') {
      play(scriptOf(piece.tokens), variables)
      return { text: null, each: false, isOne: piece.quoted }
    }
    const value = variables.get(piece.name) ?? { text: null, each: false, isOne: false }
    if (piece.quoted) return { ...value, isOne: true }
    // Without quotes, a value with a space or a pattern in it becomes several words.
    return value.text !== null && /[\s*?[]|^$/.test(value.text) ? { text: null, each: false, isOne: false } : value
  }

  play(scriptOf(tokensOf(script)), new Map())
  return found
}

function joined(before: Argument, next: Known): Argument {
  const isKnown = before.text !== null && next.text !== null
  return {
    text: isKnown ? `${before.text}${next.text}` : null,
    prefix: before.text === null ? before.prefix : `${before.prefix}${next.text ?? ''}`,
    each: before.each || next.each,
    isOne: before.isOne && next.isOne
  }
}

/** What a command prints where that can be told: `cat` of its input, and `echo` of plain words. */
function outputOf([program, ...args]: readonly Argument[], input: string | null): string | null {
  if (program?.text === 'cat') return args.every(({ text }) => text === '-') ? input : null
  if (program?.text !== 'echo' || args[0]?.prefix.startsWith('-') === true) return null
  const words = args.map(({ text, isOne }) => (isOne && text !== null && !text.includes('\\') ? text : null))
  return words.includes(null) ? null : `${words.join(' ')}\n`
}

function isAssignment([first]: readonly Piece[]): boolean {
  return first?.kind === 'text' && !first.quoted && assignment.test(first.text)
}

function assigned(argv: readonly Argument[], variables: Variables): Variables {
  const after = new Map(variables)
  for (const { text, prefix, each } of argv) {
    const name = assignment.exec(prefix)?.[1]
    if (name !== undefined)
      after.set(name, { text: text?.slice(name.length + 1) ?? null, each, isOne: text !== null || each })
  }
  return after
}

/** Each line that is read stands for one of many. */
function afterRead(argv: readonly Argument[], variables: Variables): Variables {
  const names = argv.flatMap(({ text }) => (text !== null && /^[A-Za-z_]\w*$/.test(text) ? [text] : []))
  return new Map([...variables, ...names.map((name) => [name, { text: null, each: true, isOne: true }] as const)])
}

/** What a branch may have set is unknown after it. */
function unlessChanged(before: Variables, after: Variables): Variables {
  const known = [...after].map(([name, value]) => {
    const isSame = before.get(name)?.text === value.text && value.text !== null
    return [name, isSame ? value : { text: null, each: value.each, isOne: value.each }] as const
  })
  return new Map(known)
}
