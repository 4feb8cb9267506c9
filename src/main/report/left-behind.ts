import type { DebtView } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { inline } from './markdown.ts'
import { utcWhereZoned } from './words.ts'

/** The section on what the runs left behind, as it stands by now, and what they began without a known end; none where nothing was. */
export function leftBehind(records: readonly JournalRecord[]): readonly string[] {
  const debts = new Map<string, DebtView>()
  for (const { kind, body } of records) {
    const debt = kind === 'debt' ? (body['debt'] as DebtView | undefined) : undefined
    if (typeof debt?.id === 'string') debts.set(debt.id, debt)
  }
  const lines = [...openLines(records), ...[...debts.values()].map(debtLine)]
  return lines.length === 0 ? [] : [`## Left behind\n\n${lines.join('\n')}`]
}

/** What was begun, and of which nobody recorded what became: whoever takes over looks there first. */
function openLines(records: readonly JournalRecord[]): readonly string[] {
  const open = new Map<unknown, JournalRecord>()
  const accepted = new Set<unknown>()
  for (const record of records) {
    const { attemptId, outcome } = record.body
    if (record.kind === 'intent') open.set(attemptId, record)
    if (record.kind === 'accepted') accepted.add(attemptId)
    if (record.kind === 'outcome' && outcome !== 'unknown') open.delete(attemptId)
    if (record.kind === 'reconcile' && record.body['late'] === 'applied') open.delete(attemptId)
  }
  return [...open.values()].map(({ t, body: { command, attemptId } }) => {
    const known = accepted.has(attemptId) ? 'It was accepted, and its end' : 'What became of it'
    return `- **Open**: begun at ${utcWhereZoned(t)}: ${inline(String(command))}. ${known} is not recorded: read what is there before anything else is sent.`
  })
}

function debtLine({ text: said, command, openedAt, settledAt, settledNote, handedOver }: DebtView): string {
  // More follows in the same sentence.
  const text = said.replace(/\.$/, '')
  const since = openedAt === null ? '' : `, since ${utcWhereZoned(openedAt)}`
  const how = command === '' ? '' : ` By: ${inline(command)}`
  const handed = handedOver
    ? ` Handed over to ${inline(handedOver.to)} at ${utcWhereZoned(handedOver.at)}${handedOver.note === '' ? '' : `: ${inline(handedOver.note)}`}.`
    : ''
  if (settledAt === null) return `- **Open**: ${inline(text)}${since}.${handed}${how}`
  const word = settledNote === undefined ? '' : `, by the operator's word: ${inline(settledNote)}`
  return `- Settled at ${utcWhereZoned(settledAt)}: ${inline(text)}${word}.${handed}`
}
