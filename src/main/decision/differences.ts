import type { BusinessQuery, MatrixRow } from '../../contract/index.ts'
import { formatDuration } from '../../contract/words/format-duration.ts'
import { rowWords } from './contradictions.ts'
import type { Matrix } from './matrix.ts'

const names: readonly (readonly [keyof MatrixRow, string])[] = [
  ['signal', 'signal'],
  ['level', 'level'],
  ['min', 'from'],
  ['max', 'to'],
  ['leave', 'leaves at'],
  ['relativeToNormal', 'relative to normal'],
  ['withinSeconds', 'seconds to decide'],
  ['optional', 'only where it is measured']
]

/** What a matrix of one's own says otherwise than the one that is shipped, one sentence each. Pure. */
export function differencesOf(own: Matrix, shipped: Matrix): readonly string[] {
  const ownIds = new Set(own.rows.map(({ id }) => id))
  return [
    ...shipped.rows.filter(({ id }) => !ownIds.has(id)).map((row) => `Left out: ${rowWords(row)}.`),
    ...own.rows.flatMap((row) => {
      const before = shipped.rows.find(({ id }) => id === row.id)
      if (!before) return [`Added: ${rowWords(row)}.`]
      const changed = names
        .filter(([name]) => row[name] !== before[name])
        .map(([name, word]) => `${word} ${text(row[name])} instead of ${text(before[name])}`)
      return changed.length === 0 ? [] : [`${row.title}: ${changed.join(', ')}.`]
    }),
    ...businessDifferences(own.business, shipped.business),
    ...(own.fewRequests === shipped.fewRequests
      ? []
      : [`Under ${own.fewRequests} requests are few, instead of under ${shipped.fewRequests}.`]),
    ...(own.watchMs === shipped.watchMs
      ? []
      : [`The watch takes ${formatDuration(own.watchMs)} instead of ${formatDuration(shipped.watchMs)}.`])
  ]
}

function businessDifferences(own: Matrix['business'], shipped: Matrix['business']): readonly string[] {
  const has = (all: Matrix['business'], one: BusinessQuery): boolean =>
    all.some(({ title, query, floor }) => title === one.title && query === one.query && floor === one.floor)
  return [
    ...shipped.filter((one) => !has(own, one)).map(({ title }) => `Left out: ${title}, a number of the business.`),
    ...own
      .filter((one) => !has(shipped, one))
      .map(({ title, floor }) => `Asked besides: ${title}, broken under ${floor}.`)
  ]
}

function text(value: MatrixRow[keyof MatrixRow]): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return value === null ? 'no limit' : String(value)
}
