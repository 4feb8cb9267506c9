import { parser } from '@prometheus-io/lezer-promql'
import type { SyntaxNode } from '@lezer/common'
import { parseDurationMs } from './duration.ts'
import { badData, notSimulated } from './query-error.ts'
import type { BinaryOp, Expression, Matcher, Matching, Selector } from './syntax.ts'

const binaryOps: Readonly<Record<string, BinaryOp>> = {
  Add: '+',
  Sub: '-',
  Mul: '*',
  Div: '/',
  Mod: '%',
  Pow: '^',
  Eql: '==',
  Neq: '!=',
  Gtr: '>',
  Lss: '<',
  Gte: '>=',
  Lte: '<=',
  And: 'and',
  Or: 'or',
  Unless: 'unless'
}

const aggregations = new Set(['sum', 'avg', 'max', 'min', 'count'])
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"', "'": "'" }

function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  const children: SyntaxNode[] = []
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child)
  return children
}

/** Line and column of an offset, as Prometheus' messages begin. */
function place(query: string, at: number): string {
  const before = query.slice(0, at)
  return `${before.split('\n').length}:${at - (before.lastIndexOf('\n') + 1) + 1}`
}

/** Parses PromQL. Throws QueryError: 400 when it is not PromQL, 422 for what the drill does not evaluate. */
export function parseQuery(query: string): Expression {
  if (query.trim() === '')
    throw badData('invalid parameter "query": unknown position: parse error: no expression found in input')
  const fail = (at: number, message: string): never => {
    throw badData(`invalid parameter "query": ${place(query, at)}: parse error: ${message}`)
  }
  const textOf = (node: SyntaxNode): string => query.slice(node.from, node.to)

  const string = (node: SyntaxNode): string => {
    const text = textOf(node)
    const quote = text[0] ?? ''
    if (text.length < 2 || !text.endsWith(quote)) return fail(node.from, 'unterminated quoted string')
    const inner = text.slice(1, -1)
    if (quote === '`') return inner
    return inner.replaceAll(/\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)/gs, (whole, code: string) => {
      const plain = escapes[code]
      if (plain !== undefined) return plain
      if (code.length > 1) return String.fromCodePoint(Number.parseInt(code.slice(1), 16))
      return fail(node.from, `unknown escape sequence ${whole}`)
    })
  }

  const number = (node: SyntaxNode): number => {
    const text = textOf(node).replaceAll('_', '').replaceAll(/\s/g, '').toLowerCase()
    const sign = text.startsWith('-') ? -1 : 1
    const bare = text.replace(/^[+-]/, '')
    if (bare === 'inf') return sign * Infinity
    if (bare === 'nan') return NaN
    const milliseconds = parseDurationMs(bare)
    return sign * (milliseconds === undefined ? Number(bare) : milliseconds / 1000)
  }

  const duration = (node: SyntaxNode): number => {
    const children = childrenOf(node)
    const first = children[0]
    if (first?.name === 'NumberDurationLiteralInDurationContext') return number(first) * 1000
    if (first?.name === 'UnaryOp' && children[1] !== undefined)
      return textOf(first) === '-' ? -duration(children[1]) : duration(children[1])
    throw notSimulated('arithmetic in durations')
  }

  const labelsOf = (node: SyntaxNode): readonly string[] =>
    childrenOf(node).map((label) =>
      label.name === 'QuotedLabelName' ? string(label.firstChild as SyntaxNode) : textOf(label)
    )

  const matcher = (node: SyntaxNode): Matcher => {
    const [label, op, value] = childrenOf(node)
    if (node.name === 'QuotedLabelName' && label !== undefined)
      return { label: '__name__', op: '=', value: string(label) }
    if (label === undefined || op === undefined || value === undefined)
      return fail(node.from, 'unexpected label matcher')
    const name = label.name === 'QuotedLabelName' ? string(label.firstChild as SyntaxNode) : textOf(label)
    const made: Matcher = { label: name, op: textOf(op) as Matcher['op'], value: string(value) }
    if (made.op === '=~' || made.op === '!~') {
      try {
        new RegExp(`^(?:${made.value})$`, 's')
      } catch {
        return fail(value.from, `error parsing regexp: ${made.value}`)
      }
    }
    return made
  }

  const selector = (node: SyntaxNode): Selector => {
    const matchers: Matcher[] = []
    for (const child of childrenOf(node)) {
      if (child.name === 'Identifier') matchers.push({ label: '__name__', op: '=', value: textOf(child) })
      else matchers.push(...childrenOf(child).map(matcher))
    }
    const selective = matchers.some(
      ({ op, value }) => (op === '=' && value !== '') || (op === '=~' && !new RegExp(`^(?:${value})$`).test(''))
    )
    if (!selective) return fail(node.from, 'vector selector must contain at least one non-empty matcher')
    return { kind: 'selector', matchers, offsetMs: 0 }
  }

  /** `a and b offset 5m` shifts `b`: it binds closer than any operator, which the grammar in use has the other way. */
  const shifted = (node: SyntaxNode, offsetMs: number): Expression => shiftedBy(convert(node), node, offsetMs)

  const shiftedBy = (target: Expression, node: SyntaxNode, offsetMs: number): Expression => {
    const last = node.lastChild
    if (target.kind === 'binary' && node.name === 'BinaryExpr' && last !== null)
      return { ...target, right: shiftedBy(target.right, last, offsetMs) }
    if (target.kind === 'negate' && node.name === 'UnaryExpr' && last !== null)
      return { ...target, operand: shiftedBy(target.operand, last, offsetMs) }
    if (target.kind === 'selector') return { ...target, offsetMs }
    if (target.kind === 'range') return { ...target, selector: { ...target.selector, offsetMs } }
    return fail(
      node.from,
      'offset modifier must be preceded by an instant vector selector or range vector selector or a subquery'
    )
  }

  const matchingOf = (node: SyntaxNode): Matching => {
    const mode = node.getChild('On') === null ? 'ignoring' : 'on'
    if (node.getChild('GroupLeft') !== null || node.getChild('GroupRight') !== null)
      throw notSimulated('group_left and group_right')
    const labels = node.getChild('GroupingLabels')
    return { mode, labels: labels === null ? [] : labelsOf(labels) }
  }

  const binary = (node: SyntaxNode): Expression => {
    const children = childrenOf(node)
    const opNode = children[1]
    const op = opNode === undefined ? undefined : binaryOps[opNode.name]
    const left = children[0]
    const right = children.at(-1)
    if (op === undefined || left === undefined || right === undefined)
      throw notSimulated(`operator ${opNode?.name ?? ''}`)
    if (node.getChild('FillModifier') !== null) throw notSimulated('fill modifiers')
    const clause = node.getChild('MatchingModifierClause')
    return {
      kind: 'binary',
      op,
      left: convert(left),
      right: convert(right),
      bool: node.getChild('BoolModifier') !== null,
      matching: clause === null ? undefined : matchingOf(clause)
    }
  }

  const aggregate = (node: SyntaxNode): Expression => {
    const opNode = node.getChild('AggregateOp')
    const op = opNode === null ? '' : textOf(opNode).toLowerCase()
    if (!aggregations.has(op)) throw notSimulated(`aggregation ${op}`)
    const modifier = node.getChild('AggregateModifier')
    const body = node.getChild('FunctionCallBody')
    const args = body === null ? [] : childrenOf(body)
    const operand = args[0]
    if (operand === undefined || args.length > 1)
      return fail(
        node.from,
        `wrong number of arguments for aggregate expression provided, expected 1, got ${args.length}`
      )
    const labels = modifier?.getChild('GroupingLabels') ?? null
    return {
      kind: 'aggregate',
      op,
      mode: (modifier?.getChild('Without') ?? null) === null ? 'by' : 'without',
      labels: labels === null ? [] : labelsOf(labels),
      operand: convert(operand)
    }
  }

  const convert = (node: SyntaxNode): Expression => {
    switch (node.name) {
      case 'NumberDurationLiteral':
        return { kind: 'number', value: number(node) }
      case 'StringLiteral':
        return { kind: 'string', value: string(node) }
      case 'ParenExpr':
        return convert(node.firstChild as SyntaxNode)
      case 'VectorSelector':
        return selector(node)
      case 'MatrixSelector': {
        const [inner, range] = childrenOf(node)
        const target = inner === undefined ? undefined : convert(inner)
        if (target?.kind !== 'selector' || range === undefined)
          return fail(node.from, 'ranges only allowed for vector selectors')
        const rangeMs = duration(range)
        if (!(rangeMs > 0)) return fail(range.from, 'duration must be greater than 0')
        return { kind: 'range', selector: target, rangeMs }
      }
      case 'OffsetExpr': {
        return shifted(node.firstChild as SyntaxNode, duration(node.lastChild as SyntaxNode))
      }
      case 'UnaryExpr': {
        const operand = convert(node.lastChild as SyntaxNode)
        return textOf(node.firstChild as SyntaxNode) === '-' ? { kind: 'negate', operand } : operand
      }
      case 'FunctionCall': {
        const name = node.getChild('FunctionIdentifier')
        const body = node.getChild('FunctionCallBody')
        return {
          kind: 'call',
          name: name === null ? '' : textOf(name).toLowerCase(),
          args: body === null ? [] : childrenOf(body).map(convert)
        }
      }
      case 'AggregateExpr':
        return aggregate(node)
      case 'BinaryExpr':
        return binary(node)
      default:
        throw notSimulated(node.name)
    }
  }

  const tree = parser.parse(query)
  tree.iterate({
    enter(node) {
      if (node.type.isError) {
        const near = query.slice(node.from, node.to || node.from + 1)
        fail(node.from, near === '' ? 'unexpected end of input' : `unexpected ${JSON.stringify(near)}`)
      }
    }
  })
  const root = tree.topNode.firstChild
  return root === null ? fail(0, 'no expression found in input') : convert(root)
}
