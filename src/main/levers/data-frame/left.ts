import type { DebtView } from '../../../contract/index.ts'
import type { DataPart } from '../../providers/azure/data-part.ts'

/** One kind of data in a plan that leads users, as far as it says what stays. */
export type LeftPart = Extract<DataPart, { readonly kind: 'stays' }> | { readonly kind: 'none' | 'moves' }

/** What of the data stays where it is although that is not right so, one sentence each. */
export function leftIn(parts: readonly LeftPart[]): readonly string[] {
  return parts.flatMap((part) => (part.kind === 'stays' && !part.isWell ? [part.text] : []))
}

/** That the data is where users are led, of each kind that is known; null where some of it is not, or none is known to be. */
export function homeIn(parts: readonly LeftPart[]): string | null {
  if (leftIn(parts).length > 0) return null
  const said = parts.flatMap((part) => (part.kind === 'stays' ? [part.text] : []))
  return said.length > 0 ? said.join(' ') : null
}

/** What is owed for it, as a plan announces it. */
export function leftDebt(text: string): DebtView {
  return {
    id: `left ${text}`,
    text: `Decide about the data. ${text.replace(/\.$/, '')}`,
    command: '',
    openedAt: null,
    settledAt: null
  }
}
