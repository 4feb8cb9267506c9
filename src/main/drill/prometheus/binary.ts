import { badQuery, execution } from './query-error.ts'
import type { BinaryOp, Expression, Matching } from './syntax.ts'
import type { Sample, Value } from './value.ts'
import { labelKey, only, without } from './value.ts'

type BinaryExpression = Extract<Expression, { readonly kind: 'binary' }>

const comparisons = new Set<BinaryOp>(['==', '!=', '>', '<', '>=', '<='])
const setOperators = new Set<BinaryOp>(['and', 'or', 'unless'])

/** What Prometheus refuses before it evaluates anything (prometheus/prometheus promql/parser/parse.go checkAST). */
function requireTypes({ op, bool }: BinaryExpression, left: Value, right: Value): void {
  const types = [left.type, right.type]
  if (types.includes('string')) throw badQuery('binary expression must contain only scalar and instant vector types')
  if (bool && !comparisons.has(op)) throw badQuery('bool modifier can only be used on comparison operators')
  if (types.includes('scalar') && setOperators.has(op))
    throw badQuery(`set operator ${JSON.stringify(op)} not allowed in binary scalar expression`)
  if (!types.includes('vector') && comparisons.has(op) && !bool)
    throw badQuery('comparisons between scalars must use BOOL modifier')
}

function compute(op: BinaryOp, left: number, right: number): number {
  switch (op) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return left / right
    case '%':
      return left % right
    case '^':
      return left ** right
    case '==':
      return Number(left === right)
    case '!=':
      return Number(left !== right)
    case '>':
      return Number(left > right)
    case '<':
      return Number(left < right)
    case '>=':
      return Number(left >= right)
    case '<=':
      return Number(left <= right)
    default:
      throw execution(`no arithmetic for operator ${JSON.stringify(op)}`)
  }
}

function keyFor(matching: Matching | undefined): (sample: Sample) => string {
  if (matching?.mode === 'on') return ({ labels }) => labelKey(only(labels, matching.labels))
  const ignored = ['__name__', ...(matching?.labels ?? [])]
  return ({ labels }) => labelKey(without(labels, ignored))
}

function resultLabels(sample: Sample, matching: Matching | undefined): Sample['labels'] {
  if (matching === undefined) return without(sample.labels, ['__name__'])
  return matching.mode === 'on'
    ? only(sample.labels, matching.labels)
    : without(sample.labels, ['__name__', ...matching.labels])
}

function setOperation(
  op: BinaryOp,
  left: readonly Sample[],
  right: readonly Sample[],
  key: (sample: Sample) => string
): readonly Sample[] {
  if (op === 'or') {
    const present = new Set(left.map(key))
    return [...left, ...right.filter((sample) => !present.has(key(sample)))]
  }
  const present = new Set(right.map(key))
  return left.filter((sample) => present.has(key(sample)) === (op === 'and'))
}

function oneToOne(expression: BinaryExpression, left: readonly Sample[], right: readonly Sample[]): readonly Sample[] {
  const { op, bool, matching } = expression
  const key = keyFor(matching)
  const partners = new Map<string, Sample>()
  for (const sample of right) {
    if (partners.has(key(sample)))
      throw execution(
        'found duplicate series for the match group on the right hand-side of the operation; many-to-many matching not allowed: matching labels must be unique on one side'
      )
    partners.set(key(sample), sample)
  }
  const used = new Set<string>()
  const results: Sample[] = []
  for (const sample of left) {
    const partner = partners.get(key(sample))
    if (partner === undefined) continue
    if (used.has(key(sample)))
      throw execution('multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)')
    used.add(key(sample))
    const value = compute(op, sample.value, partner.value)
    if (comparisons.has(op) && !bool) {
      if (value === 1)
        results.push(matching === undefined ? sample : { ...sample, labels: resultLabels(sample, matching) })
    } else results.push({ labels: resultLabels(sample, matching), value })
  }
  return results
}

/** Applies a binary operator (prometheus/prometheus promql/engine.go VectorBinop, VectorscalarBinop, scalarBinop). */
export function applyBinary(expression: BinaryExpression, left: Value, right: Value): Value {
  const { op, bool } = expression
  requireTypes(expression, left, right)
  if (left.type === 'scalar' && right.type === 'scalar') {
    return { type: 'scalar', value: compute(op, left.value, right.value) }
  }
  if (left.type === 'vector' && right.type === 'vector') {
    const samples = setOperators.has(op)
      ? setOperation(op, left.samples, right.samples, keyFor(expression.matching))
      : oneToOne(expression, left.samples, right.samples)
    return { type: 'vector', samples }
  }
  const vector = left.type === 'vector' ? left.samples : right.type === 'vector' ? right.samples : []
  const samples: Sample[] = []
  for (const sample of vector) {
    const value =
      left.type === 'scalar'
        ? compute(op, left.value, sample.value)
        : compute(op, sample.value, right.type === 'scalar' ? right.value : NaN)
    if (comparisons.has(op) && !bool) {
      if (value === 1) samples.push(sample)
    } else samples.push({ labels: without(sample.labels, ['__name__']), value })
  }
  return { type: 'vector', samples }
}
