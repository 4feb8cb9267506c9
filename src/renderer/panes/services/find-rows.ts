import type { ServiceRow } from '../../../contract/index.ts'

/** Rows whose name contains every word of the search text, whatever its case. */
export function findRows(rows: readonly ServiceRow[], text: string): readonly ServiceRow[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  return rows.filter((row) => words.every((word) => row.ref.name.toLowerCase().includes(word)))
}

const calm = new Set(['calm', 'changed', 'unknown'])

/** What the list says of all of it: how many, and in trouble as far as their errors have been read. */
export function troubleText(rows: readonly ServiceRow[]): string {
  const all = `${rows.length} ${rows.length === 1 ? 'service' : 'services'}`
  const troubled = inTrouble(rows)
  const unknown = rows.filter(({ errorRatio }) => errorRatio.state === 'unknown')
  const reading = unknown.filter(({ errorRatio }) => errorRatio.state === 'unknown' && errorRatio.why === 'loading')
  if (rows.length > 0 && reading.length === rows.length)
    return `${all}, ${troubled === 0 ? '' : `${troubled} in trouble so far, `}errors not read yet`
  return unknown.length === 0
    ? `${all}, ${troubled} in trouble`
    : `${all}, ${troubled} in trouble so far, ${unknown.length} unknown`
}

/** How many services are in trouble: a recent change alone, or a missing number, is not trouble. */
export function inTrouble(rows: readonly ServiceRow[]): number {
  return rows.filter((row) => !calm.has(row.trouble)).length
}
