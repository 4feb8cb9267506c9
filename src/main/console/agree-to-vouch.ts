import type { PlacedRun } from '../execute/index.ts'
import type { ConsolePorts } from '../ports/console.ts'
import { agreeToWord } from './agree-to-word.ts'

/**
 * Asks outside the window before the record says that the operator vouches for a run. A drill is not asked about; nobody is
 * held to what was said in one.
 * @throws FailureError `cancelled` when it was not agreed to.
 */
export async function agreeToVouch(
  { dialogs, operator }: Pick<ConsolePorts, 'dialogs' | 'operator'>,
  { run, place: { environment } }: PlacedRun,
  note: string
): Promise<void> {
  if (environment.kind === 'drill') return
  const what = `${run.words.title}, in ${environment.name}`
  const whose = `The record and the report will say that ${operator} vouches for it, not measured by Backout:`
  await agreeToWord(dialogs, {
    title: 'Vouch for what was not measured?',
    about: `${what}\n\n${whose}`,
    said: note,
    action: 'I vouch for it',
    otherwise: 'It was not vouched for.'
  })
}
