import { badRequest } from '../store/status-error.ts'

/** Decides whether a set of labels is selected. */
export type LabelMatcher = (labels: Readonly<Record<string, string>>) => boolean

type Requirement = (labels: ReadonlyMap<string, string>) => boolean

interface Token {
  readonly kind: 'identifier' | 'operator' | 'end'
  readonly text: string
}

const OPERATORS = ['!=', '==', '=', '!', '(', ')', ',', '>', '<']

/** Parses a label selector as kubernetes/apimachinery pkg/labels/selector.go does. Throws StatusError 400. */
export function parseLabelSelector(selector: string): LabelMatcher {
  const tokens = tokenize(selector)
  const matchers: Requirement[] = []
  let position = 0
  const peek = (): Token => tokens[position] ?? { kind: 'end', text: '' }
  const take = (): Token => {
    const token = peek()
    position += 1
    return token
  }
  while (peek().kind !== 'end') {
    matchers.push(requirement(take, peek))
    const next = take()
    if (next.kind === 'end') break
    if (next.text !== ',') throw bad(next, "',' or 'end of string'")
    if (peek().kind === 'end' || peek().text === ',') throw bad(peek(), 'identifier after ,')
  }
  return (labels) => {
    // A map, because labels may be called `constructor`.
    const own = new Map(Object.entries(labels))
    return matchers.every((matcher) => matcher(own))
  }
}

function requirement(take: () => Token, peek: () => Token): Requirement {
  const first = take()
  if (first.text === '!' && first.kind === 'operator') {
    const key = take()
    if (key.kind !== 'identifier') throw bad(key, 'identifier')
    return (labels) => !labels.has(key.text)
  }
  if (first.kind !== 'identifier') throw bad(first, "!, identifier, or 'end of string'")
  const key = first.text
  const next = peek()
  if (next.kind === 'end' || next.text === ',') return (labels) => labels.has(key)
  const operator = take()
  switch (operator.text) {
    case '=':
    case '==': {
      const value = exactValue(take, peek)
      return (labels) => labels.get(key) === value
    }
    case '!=': {
      const value = exactValue(take, peek)
      return (labels) => labels.get(key) !== value
    }
    case 'in': {
      const values = valueSet(take)
      return (labels) => values.has(labels.get(key))
    }
    case 'notin': {
      const values = valueSet(take)
      return (labels) => !values.has(labels.get(key))
    }
    case '>':
    case '<': {
      const bound = Number(exactValue(take, peek))
      return (labels) => {
        const value = Number(labels.get(key) ?? Number.NaN)
        return operator.text === '>' ? value > bound : value < bound
      }
    }
    default:
      throw bad(operator, 'in, notin, =, ==, !=, gt, lt')
  }
}

function exactValue(take: () => Token, peek: () => Token): string {
  const next = peek()
  if (next.kind === 'end' || next.text === ',') return ''
  const value = take()
  if (value.kind !== 'identifier') throw bad(value, 'identifier')
  return value.text
}

/** Never holds undefined, which stands for a label that is not there. */
function valueSet(take: () => Token): ReadonlySet<string | undefined> {
  const open = take()
  if (open.text !== '(') throw bad(open, "'('")
  const values = new Set<string>()
  for (;;) {
    const value = take()
    if (value.text === ')' && value.kind === 'operator') return values
    if (value.kind !== 'identifier') throw bad(value, 'identifier')
    values.add(value.text)
    const next = take()
    if (next.text === ')') return values
    if (next.text !== ',') throw bad(next, "',' or ')'")
  }
}

function bad(found: Token, expected: string): Error {
  return badRequest(`found '${found.text}', expected: ${expected}`)
}

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = []
  for (let index = 0; index < text.length;) {
    if (/\s/.test(text[index] ?? '')) {
      index += 1
      continue
    }
    const operator = OPERATORS.find((one) => text.startsWith(one, index))
    const word = operator === undefined ? (/^[^\s!=(),><]+/.exec(text.slice(index))?.[0] ?? '') : operator
    tokens.push({ kind: operator === undefined ? 'identifier' : 'operator', text: word })
    index += word.length
  }
  return tokens
}

/** A metav1.LabelSelector in the text form that listings and scales show. */
export function formatLabelSelector(selector: {
  readonly matchLabels?: Readonly<Record<string, string>>
  readonly matchExpressions?: readonly {
    readonly key: string
    readonly operator: string
    readonly values?: readonly string[]
  }[]
}): string {
  const labels = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({ key, text: `${key}=${value}` }))
  const expressions = (selector.matchExpressions ?? []).map(({ key, operator, values = [] }) => {
    const list = `(${values.toSorted().join(',')})`
    const forms: Readonly<Record<string, string>> = {
      In: `${key} in ${list}`,
      NotIn: `${key} notin ${list}`,
      Exists: key,
      DoesNotExist: `!${key}`
    }
    return { key, text: forms[operator] ?? key }
  })
  return [...labels, ...expressions]
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ text }) => text)
    .join(',')
}
