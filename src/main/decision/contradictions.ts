import type { MatrixRow } from '../../contract/index.ts'
import type { Matrix } from './matrix.ts'
import { severity } from './severity.ts'

const levels: Readonly<Record<MatrixRow['level'], string>> = {
  hold: 'hold',
  watch: 'watch',
  prepare: 'prepare',
  rollBack: 'roll back',
  declareIncident: 'declare an incident'
}

/** A row, said shortly. */
export function rowWords({ title, level }: MatrixRow): string {
  return `${title} (${levels[level]})`
}

/** Whoever has more of them reads the first ones, and mends them. */
const mostSaid = 50

/**
 * What a matrix says against itself. Rows of one signal that ask for different things of the same value, one sentence a pair: the
 * most severe wins, and the other one never decides there. Numbers of the business without a row, and such a row without numbers.
 * Pure.
 */
export function contradictionsOf({ rows, business }: Pick<Matrix, 'rows' | 'business'>): readonly string[] {
  const ofBusiness = rows.filter(({ signal }) => signal === 'business')
  const idle =
    business.length > 0 && ofBusiness.length === 0
      ? [`${business.map(({ title }) => title).join(', ')}: asked, and no row of the signal business decides by it.`]
      : []
  // The shipped row waits for such numbers, and says so by being optional.
  const blind = business.length > 0 ? [] : ofBusiness.filter(({ optional }) => !optional)
  return [
    ...pairsOf(rows),
    ...idle,
    ...blind.map((row) => `${rowWords(row)} never fires: no number of the business is asked.`)
  ]
}

/** The first 50, and how many more there are. */
function pairsOf(rows: Matrix['rows']): readonly string[] {
  const said: string[] = []
  let more = 0
  for (const [index, row] of rows.entries()) {
    for (const other of rows.slice(index + 1)) {
      const isSame = row.signal === other.signal && row.relativeToNormal === other.relativeToNormal
      if (!isSame || row.level === other.level || !overlap(row, other)) continue
      if (said.length < mostSaid) said.push(contradiction(row, other))
      else more += 1
    }
  }
  return more === 0 ? said : [...said, `${more.toLocaleString('en-US')} more pairs of rows fire for the same value.`]
}

function contradiction(row: MatrixRow, other: MatrixRow): string {
  const [more, less] = severity[row.level] > severity[other.level] ? [row, other] : [other, row]
  const never = contains(more, less) ? `${less.title} never decides` : 'the most severe wins'
  return `${rowWords(more)} and ${rowWords(less)} fire for the same value: ${never}.`
}

interface Range {
  readonly from: number
  readonly to: number
  /** The ends belong to it. */
  readonly isClosed: boolean
}

/** A row with both bounds includes them; a single one is left out. */
function rangeOf({ min, max }: MatrixRow): Range {
  return { from: min ?? -Infinity, to: max ?? Infinity, isClosed: min !== null && max !== null }
}

function overlap(a: MatrixRow, b: MatrixRow): boolean {
  const [x, y] = [rangeOf(a), rangeOf(b)]
  const from = Math.max(x.from, y.from)
  const to = Math.min(x.to, y.to)
  return from < to || (from === to && x.isClosed && y.isClosed)
}

function contains(outer: MatrixRow, inner: MatrixRow): boolean {
  const [x, y] = [rangeOf(outer), rangeOf(inner)]
  const isInside = (end: number, limit: number, isPast: boolean): boolean =>
    isPast || (end === limit && (x.isClosed || !y.isClosed))
  return isInside(y.from, x.from, y.from > x.from) && isInside(y.to, x.to, y.to < x.to)
}
