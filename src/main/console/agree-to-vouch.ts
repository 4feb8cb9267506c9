import { FailureError, failureOf } from '../../contract/index.ts'
import type { PlacedRun } from '../execute/index.ts'
import { visibleText } from '../lib/visible-text.ts'
import type { ConsolePorts } from '../ports/console.ts'

/** A line of a dialog is cut after 400 characters; what is agreed to is read whole. */
const lineOfDialog = /.{1,300}/gsu

/** What somebody wrote, as it is read whole in a dialog. */
export function wholeInDialog(text: string): string {
  return (visibleText(text, 4_096).match(lineOfDialog) ?? []).join('\n')
}

/**
 * Asks outside the window before the record says that the operator vouches for a run: what is written under a person's name is
 * that person's word. A drill is not asked about; nobody is held to what was said in one.
 * @throws FailureError `cancelled` when it was not agreed to.
 */
export async function agreeToVouch(
  { dialogs, operator }: Pick<ConsolePorts, 'dialogs' | 'operator'>,
  { run, place: { environment } }: PlacedRun,
  note: string
): Promise<void> {
  if (environment.kind === 'drill') return
  const detail = [
    `${run.words.title}, in ${environment.name}`,
    `The record and the report will say that ${operator} vouches for it, not measured by Backout:`,
    wholeInDialog(note)
  ].join('\n\n')
  if (await dialogs.confirmTrust({ title: 'Vouch for what was not measured?', detail, action: 'I vouch for it' }))
    return
  throw new FailureError(failureOf('cancelled', 'It was not vouched for.'))
}
