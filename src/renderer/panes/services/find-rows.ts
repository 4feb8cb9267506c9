import type { ServiceRow } from '../../../contract/index.ts'

/** Rows whose name, and namespace where there are several, contains every word of the search text, whatever its case. */
export function findRows(rows: readonly ServiceRow[], text: string, several = false): readonly ServiceRow[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  return rows.filter(({ ref }) => {
    const name = (several ? `${ref.namespace}/${ref.name}` : ref.name).toLowerCase()
    return words.every((word) => name.includes(word))
  })
}

const calm = new Set(['calm', 'changed', 'unknown'])

/**
 * What the list says of all of it: how many, in how many namespaces where it is of several, and in trouble as far as their
 * errors have been read.
 */
export function troubleText(rows: readonly ServiceRow[], namespaces?: number): string {
  const where = namespaces === undefined ? '' : ` in ${namespaces} ${namespaces === 1 ? 'namespace' : 'namespaces'}`
  const all = `${rows.length} ${rows.length === 1 ? 'service' : 'services'}${where}`
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
  return inTroubleOf(rows).length
}

/** Those that are, in the order of the list. */
export function inTroubleOf(rows: readonly ServiceRow[]): readonly ServiceRow[] {
  return rows.filter((row) => !calm.has(row.trouble))
}
