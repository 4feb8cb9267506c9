import type { Verdict } from '../../../contract/index.ts'

const numbers = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine']

function count(value: number): string {
  return numbers[value] ?? String(value)
}

/** How the rows of the matrix stand to the verdict: `Two rows agree, one disagrees`. */
export function agreement(verdict: Verdict): string {
  const agreeing = verdict.judgements.filter((row) => row.result === 'fires' && row.level === verdict.level).length
  const unknown = verdict.judgements.filter((row) => row.result === 'unknown').length
  const disagreeing = verdict.disagreeing.length
  const parts: string[] = []
  if (agreeing > 0) parts.push(`${count(agreeing)} ${agreeing === 1 ? 'row fires' : 'rows agree'}`)
  if (disagreeing > 0) parts.push(`${count(disagreeing)} ${disagreeing === 1 ? 'disagrees' : 'disagree'}`)
  const rows = parts.length > 0 ? '' : unknown === 1 ? 'row ' : 'rows '
  if (unknown > 0) parts.push(`${count(unknown)} ${rows}${unknown === 1 ? 'is' : 'are'} unknown`)
  const [first, ...rest] = parts
  if (first === undefined) return `All ${verdict.judgements.length} rows are quiet`
  return [first, ...rest.map((part) => part.charAt(0).toLowerCase() + part.slice(1))].join(', ')
}
