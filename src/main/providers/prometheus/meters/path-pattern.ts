/**
 * The workload that a label names, or null where the label is of another form. In time in proportion to the lengths of both: whoever is
 * measured chooses the label, and would have an engine that tries all ways, as JavaScript's, try for ever.
 */
export type PathPattern = (text: string) => string | null

type Step =
  | { readonly kind: 'one'; readonly fits: (character: string) => boolean }
  /** Tries the step after it first, or the other one first. */
  | { readonly kind: 'fork'; first: number; second: number }
  | { readonly kind: 'edge' }
  | { readonly kind: 'end' }

type Node =
  | { readonly kind: 'one'; readonly fits: (character: string) => boolean }
  | { readonly kind: 'all' | 'any'; readonly nodes: readonly Node[] }
  | {
      readonly kind: 'repeat'
      readonly node: Node
      readonly min: number
      readonly max: number
      readonly isLazy: boolean
    }
  | { readonly kind: 'workload' }

/** A repeat that is counted is as many steps. */
const mostSteps = 128
const longest = 200

// The namespace is the one that was asked for; it has no underscore, and neither has a workload.
const ofName: Node = { kind: 'one', fits: (character) => character !== '_' && character !== '/' }
const name: Node = { kind: 'repeat', node: ofName, min: 1, max: Infinity, isLazy: false }

const edge: Node = { kind: 'workload' }

const token =
  /\{namespace\}|\{workload\}|\(\?:|[|).]|\[\^?(?:\\[dDwWsS]|\\[^\dA-Za-z]|[^[\]\\])+\]|\\[dDwWsS]|\\[^\dA-Za-z]|[^\\[\](){}^$*+?|.]/y
const repeat = /(?<sign>[*+?])|\{(?<min>\d{1,3})(?<comma>,(?<max>\d{0,3}))?\}/y

/**
 * A regular expression that RE2 and JavaScript read alike: literals, classes, alternatives, repeats and groups that keep nothing and are in no other,
 * with `{namespace}` and `{workload}`; null for any other, and for one of more than 200 characters or 128 steps.
 */
export function pathPattern(source: string): PathPattern | null {
  if (source.length > longest) return null
  try {
    const steps = stepsOf(parsed(source))
    return (text) => workloadAt(steps, text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/** @throws SyntaxError */
function parsed(source: string): Node {
  let at = 0
  const next = (form: RegExp): RegExpExecArray | null => {
    form.lastIndex = at
    const found = form.exec(source)
    at += found?.[0].length ?? 0
    return found
  }
  const alternatives = (isGroup: boolean): Node => {
    const all: Node[][] = [[]]
    for (;;) {
      const text = next(token)?.[0] ?? ''
      if (text === '|') all.push([])
      else if (isGroup ? text === ')' : text === '' && at === source.length)
        return { kind: 'any', nodes: all.map((nodes) => ({ kind: 'all', nodes })) }
      else if (text === '{namespace}') all.at(-1)?.push(name)
      else if (text === '{workload}') all.at(-1)?.push(edge, name, edge)
      else all.at(-1)?.push(repeated(text === '(?:' && !isGroup ? alternatives(true) : atom(text)))
    }
  }
  const repeated = (node: Node): Node => {
    const groups = next(repeat)?.groups
    if (groups === undefined) return node
    const { sign, min = sign === '+' ? '1' : '0', comma, max = sign === '?' ? '1' : '' } = groups
    const most = sign === undefined && comma === undefined ? min : max
    if (most !== '' && Number(most) < Number(min)) throw new SyntaxError('out of order')
    const isLazy = source[at] === '?'
    if (isLazy) at += 1
    return { kind: 'repeat', node, min: Number(min), max: most === '' ? Infinity : Number(most), isLazy }
  }
  return alternatives(false)
}

/** @throws SyntaxError */
function atom(text: string): Node {
  if (text === '' || text === ')' || text === '(?:') throw new SyntaxError('not understood')
  if (text === '.') return { kind: 'one', fits: () => true }
  if (text.length === 1) return { kind: 'one', fits: (character) => character === text }
  const form = new RegExp(`^${text}$`)
  return { kind: 'one', fits: (character) => form.test(character) }
}

/** @throws SyntaxError when they are too many */
function stepsOf(node: Node): readonly Step[] {
  const steps: Step[] = []
  const put = (step: Step): void => {
    if (steps.push(step) > mostSteps) throw new SyntaxError('too long')
  }
  const fork = (): Extract<Step, { kind: 'fork' }> => {
    const made = { kind: 'fork' as const, first: steps.length + 1, second: -1 }
    put(made)
    return made
  }
  /** Where a fork goes on when it does not go in. */
  const past = (made: Extract<Step, { kind: 'fork' }>, isLazy: boolean): void => {
    made.second = steps.length
    if (isLazy) [made.first, made.second] = [made.second, made.first]
  }
  const emit = (now: Node): void => {
    switch (now.kind) {
      case 'one':
        return put(now)
      case 'workload':
        return put({ kind: 'edge' })
      case 'all':
        return now.nodes.forEach(emit)
      case 'any': {
        const ends: Extract<Step, { kind: 'fork' }>[] = []
        now.nodes.forEach((one, index) => {
          const choice = index < now.nodes.length - 1 ? fork() : null
          emit(one)
          if (choice === null) return
          ends.push(fork())
          past(choice, false)
        })
        for (const end of ends) end.first = end.second = steps.length
        return
      }
      case 'repeat': {
        for (let time = 0; time < now.min; time += 1) emit(now.node)
        if (now.max === Infinity) {
          const [start, choice] = [steps.length, fork()]
          emit(now.node)
          const back = fork()
          back.first = back.second = start
          return past(choice, now.isLazy)
        }
        const choices: ReturnType<typeof fork>[] = []
        for (let time = now.min; time < now.max; time += 1) {
          choices.push(fork())
          emit(now.node)
          if (choices.length > mostSteps) throw new SyntaxError('too long')
        }
        for (const choice of choices) past(choice, now.isLazy)
      }
    }
  }
  emit(node)
  put({ kind: 'end' })
  return steps
}

/** Tries the ways in the order in which a backtracking engine would, and none from the same step at the same place twice. */
function workloadAt(steps: readonly Step[], text: string): string | null {
  const width = text.length + 1
  const tried = new Uint8Array(steps.length * width)
  /** What is still to be tried: a step, a place in the text, and where the workload began and ended, -1 for not yet. */
  const waiting: { readonly step: number; readonly at: number; readonly from: number; readonly to: number }[] = [
    { step: 0, at: 0, from: -1, to: -1 }
  ]
  for (let way = waiting.pop(); way !== undefined; way = waiting.pop()) {
    const { step, at, from, to } = way
    const now = steps[step]
    const key = step * width + at
    if (now === undefined || tried[key] === 1) continue
    tried[key] = 1
    if (now.kind === 'end') {
      if (at === text.length) return text.slice(Math.max(0, from), Math.max(0, to))
    } else if (now.kind === 'edge') {
      waiting.push({ step: step + 1, at, from: from === -1 ? at : from, to: from === -1 ? -1 : at })
    } else if (now.kind === 'fork') {
      waiting.push({ step: now.second, at, from, to }, { step: now.first, at, from, to })
    } else if (at < text.length && now.fits(text[at] ?? '')) waiting.push({ step: step + 1, at: at + 1, from, to })
  }
  return null
}
