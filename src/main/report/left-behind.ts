import type { DebtView } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { inline } from './markdown.ts'
import { utcWhereZoned } from './words.ts'

/** The section on what the runs left behind, as it stands by now; none where nothing was. */
export function leftBehind(records: readonly JournalRecord[]): readonly string[] {
  const debts = new Map<string, DebtView>()
  for (const { kind, body } of records) {
    const debt = kind === 'debt' ? (body['debt'] as DebtView | undefined) : undefined
    if (typeof debt?.id === 'string') debts.set(debt.id, debt)
  }
  if (debts.size === 0) return []
  return [`## Left behind\n\n${[...debts.values()].map(debtLine).join('\n')}`]
}

function debtLine({ text, command, openedAt, settledAt, settledNote, handedOver }: DebtView): string {
  const since = openedAt === null ? '' : `, since ${utcWhereZoned(openedAt)}`
  const how = command === '' ? '' : ` By: ${inline(command)}`
  const handed = handedOver
    ? ` Handed over to ${inline(handedOver.to)} at ${utcWhereZoned(handedOver.at)}${handedOver.note === '' ? '' : `: ${inline(handedOver.note)}`}.`
    : ''
  if (settledAt === null) return `- **Open**: ${inline(text)}${since}.${handed}${how}`
  const word = settledNote === undefined ? '' : `, by the operator's word: ${inline(settledNote)}`
  return `- Settled at ${utcWhereZoned(settledAt)}: ${inline(text)}${word}.${handed}`
}
