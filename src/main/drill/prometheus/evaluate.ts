import { applyBinary } from './binary.ts'
import { histogramQuantile } from './histogram.ts'
import type { LabelGroups } from './label-groups.ts'
import { createLabelGroups } from './label-groups.ts'
import { badData, badQuery, notSimulated } from './query-error.ts'
import { extrapolatedIncrease } from './rate.ts'
import type { Labels, Series, SeriesStore } from './series.ts'
import { lookbackMs, sampleAt, samplesIn, scrapeAtOrBefore } from './series.ts'
import type { Expression, Matcher, RangeSelector, Selector } from './syntax.ts'
import type { Sample, Value } from './value.ts'
import { only, without } from './value.ts'

/** Evaluates one parsed query at any number of moments. */
export interface Evaluator {
  at(atMs: number): Value
}

/** Labels that are not known yet when a family of series is considered as a whole. */
const ownLabels = ['__name__', 'le']

function createMatcher(matchers: readonly Matcher[]): (labels: Labels) => boolean {
  const tests = matchers.map(({ label, op, value }): ((labels: Labels) => boolean) => {
    if (op === '=') return (labels) => (labels[label] ?? '') === value
    if (op === '!=') return (labels) => (labels[label] ?? '') !== value
    const pattern = new RegExp(`^(?:${value})$`, 's')
    return (labels) => pattern.test(labels[label] ?? '') === (op === '=~')
  })
  return (labels) => tests.every((test) => test(labels))
}

/** The series that a selector names, as far as they were alive after `fromMs`. */
export function selectSeries(
  store: SeriesStore,
  { matchers }: Selector,
  fromMs: number,
  nowMs: number
): readonly Series[] {
  const matches = createMatcher(matchers)
  const mayMatch = createMatcher(matchers.filter(({ label }) => !ownLabels.includes(label)))
  return store.select({ matches, mayMatch, fromMs, nowMs })
}

/** Values are asked for again and again while a window slides over a series. */
function remembering(series: Series): Series {
  const known = new Map<number, number>()
  return {
    ...series,
    valueAt(atMs) {
      const before = known.get(atMs)
      if (before !== undefined) return before
      const value = series.valueAt(atMs)
      known.set(atMs, value)
      return value
    }
  }
}

function reduce(op: string, values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0)
  switch (op) {
    case 'sum':
      return sum
    case 'avg':
      return sum / values.length
    case 'count':
      return values.length
    case 'max':
      return values.reduce((best, value) => (value > best || Number.isNaN(best) ? value : best), NaN)
    default:
      return values.reduce((best, value) => (value < best || Number.isNaN(best) ? value : best), NaN)
  }
}

/** Prepares a query for moments from `earliestMs` on; `nowMs` bounds what has been scraped so far. Throws QueryError. */
export function createEvaluator(
  expression: Expression,
  store: SeriesStore,
  earliestMs: number,
  nowMs: number
): Evaluator {
  const selected = new Map<Selector, readonly Series[]>()
  const groupings = new Map<Expression, LabelGroups>()

  /** How an expression groups label sets, which stays the same from moment to moment. */
  const groupsOf = (target: Expression, keep: (labels: Labels) => Labels): LabelGroups => {
    const known = groupings.get(target) ?? createLabelGroups(keep)
    groupings.set(target, known)
    return known
  }

  const select = (selector: Selector, reachMs: number): readonly Series[] => {
    const known = selected.get(selector)
    if (known !== undefined) return known
    const fromMs = earliestMs - selector.offsetMs - reachMs
    const found = selectSeries(store, selector, fromMs, nowMs).map(remembering)
    selected.set(selector, found)
    return found
  }

  const increaseOver = ({ selector, rangeMs }: RangeSelector, atMs: number, perSecond: boolean): readonly Sample[] => {
    const nameless = groupsOf(selector, (labels) => without(labels, ['__name__']))
    const endMs = atMs - selector.offsetMs
    const startMs = endMs - rangeMs
    const samples: Sample[] = []
    for (const series of select(selector, rangeMs)) {
      if (series.firstMs > endMs || series.lastMs <= startMs) continue
      const increase = extrapolatedIncrease(samplesIn(store.grid, series, startMs, endMs, nowMs), startMs, endMs)
      if (increase === undefined) continue
      samples.push({
        labels: nameless.of(series.labels),
        value: perSecond ? (increase * 1000) / rangeMs : increase
      })
    }
    return samples
  }

  const countOver = ({ selector, rangeMs }: RangeSelector, atMs: number): readonly Sample[] => {
    const nameless = groupsOf(selector, (labels) => without(labels, ['__name__']))
    const endMs = atMs - selector.offsetMs
    return select(selector, rangeMs).flatMap((series) => {
      const { length } = samplesIn(store.grid, series, endMs - rangeMs, endMs, nowMs).times
      return length === 0 ? [] : [{ labels: nameless.of(series.labels), value: length }]
    })
  }

  /** When the samples that a selector sees were taken; of anything else the moment itself (promql/functions.go funcTimestamp). */
  const timestamps = (target: Expression, atMs: number): readonly Sample[] => {
    const offsetMs = target.kind === 'selector' ? target.offsetMs : 0
    const takenMs = target.kind === 'selector' ? scrapeAtOrBefore(store.grid, Math.min(atMs - offsetMs, nowMs)) : atMs
    return vectorOf(target, atMs, 'call to function "timestamp"').map(({ labels }) => ({
      labels: without(labels, ['__name__']),
      value: takenMs / 1000
    }))
  }

  const vectorOf = (target: Expression, atMs: number, caller: string): readonly Sample[] => {
    const value = evaluate(target, atMs)
    if (value.type !== 'vector') throw badData(`expected type instant vector in ${caller}, got ${value.type}`)
    return value.samples
  }

  const scalarOf = (target: Expression, atMs: number, caller: string): number => {
    const value = evaluate(target, atMs)
    if (value.type !== 'scalar')
      throw badData(`expected type scalar in call to function ${JSON.stringify(caller)}, got instant vector`)
    return value.value
  }

  const call = (target: Extract<Expression, { readonly kind: 'call' }>, atMs: number): Value => {
    const { name, args } = target
    const [first, second] = args
    const arity = (count: number): void => {
      if (args.length !== count)
        throw badData(`expected ${count} argument(s) in call to ${JSON.stringify(name)}, got ${args.length}`)
    }
    switch (name) {
      case 'rate':
      case 'increase':
        arity(1)
        if (first?.kind !== 'range')
          throw badData(`expected type range vector in call to function ${JSON.stringify(name)}`)
        return { type: 'vector', samples: increaseOver(first, atMs, name === 'rate') }
      case 'count_over_time':
        arity(1)
        if (first?.kind !== 'range')
          throw badData(`expected type range vector in call to function ${JSON.stringify(name)}`)
        return { type: 'vector', samples: countOver(first, atMs) }
      case 'timestamp':
        arity(1)
        return { type: 'vector', samples: timestamps(first as Expression, atMs) }
      case 'histogram_quantile':
        arity(2)
        return {
          type: 'vector',
          samples: histogramQuantile(
            scalarOf(first as Expression, atMs, name),
            vectorOf(second as Expression, atMs, name),
            groupsOf(target, (labels) => without(labels, ['le', '__name__']))
          )
        }
      case 'vector':
        arity(1)
        return { type: 'vector', samples: [{ labels: {}, value: scalarOf(first as Expression, atMs, name) }] }
      case 'scalar': {
        arity(1)
        const samples = vectorOf(first as Expression, atMs, name)
        return { type: 'scalar', value: samples.length === 1 ? (samples[0]?.value ?? NaN) : NaN }
      }
      case 'time':
        arity(0)
        return { type: 'scalar', value: atMs / 1000 }
      case 'absent':
        arity(1)
        return {
          type: 'vector',
          samples: vectorOf(first as Expression, atMs, name).length > 0 ? [] : [{ labels: {}, value: 1 }]
        }
      default:
        throw notSimulated(`function ${name}`)
    }
  }

  const aggregate = (target: Extract<Expression, { readonly kind: 'aggregate' }>, atMs: number): readonly Sample[] => {
    const groups = groupsOf(target, (labels) =>
      target.mode === 'by' ? only(labels, target.labels) : without(labels, ['__name__', ...target.labels])
    )
    const values = new Map<Labels, number[]>()
    for (const { labels, value } of vectorOf(target.operand, atMs, `aggregation ${target.op}`)) {
      const group = groups.of(labels)
      const own = values.get(group)
      if (own === undefined) values.set(group, [value])
      else own.push(value)
    }
    return Array.from(values, ([labels, own]) => ({ labels, value: reduce(target.op, own) }))
  }

  const evaluate = (target: Expression, atMs: number): Value => {
    switch (target.kind) {
      case 'number':
        return { type: 'scalar', value: target.value }
      case 'string':
        return { type: 'string', value: target.value }
      case 'selector': {
        const samples: Sample[] = []
        for (const series of select(target, lookbackMs)) {
          const value = sampleAt(store.grid, series, atMs - target.offsetMs, nowMs)
          if (value !== undefined) samples.push({ labels: series.labels, value })
        }
        return { type: 'vector', samples }
      }
      case 'range':
        throw badQuery('invalid expression type "range vector" here, must be Scalar or instant Vector')
      case 'negate': {
        const value = evaluate(target.operand, atMs)
        if (value.type === 'scalar') return { type: 'scalar', value: -value.value }
        if (value.type === 'string')
          throw badQuery('unary expression only allowed on expressions of type scalar or instant vector')
        return {
          type: 'vector',
          samples: value.samples.map(({ labels, value: number }) => ({
            labels: without(labels, ['__name__']),
            value: -number
          }))
        }
      }
      case 'call':
        return call(target, atMs)
      case 'aggregate':
        return { type: 'vector', samples: aggregate(target, atMs) }
      case 'binary':
        return applyBinary(target, evaluate(target.left, atMs), evaluate(target.right, atMs))
    }
  }

  return { at: (atMs) => evaluate(expression, atMs) }
}
