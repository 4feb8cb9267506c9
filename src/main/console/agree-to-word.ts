import { FailureError, failureOf, type EnvironmentView } from '../../contract/index.ts'
import { visibleText } from '../lib/visible-text.ts'
import type { ConsolePorts } from '../ports/console.ts'

/** A line of a dialog is cut after 400 characters; what is agreed to is read whole. */
const lineOfDialog = /.{1,300}/gsu

/** Where a word is said. */
export type SaidIn = Pick<EnvironmentView, 'id' | 'name' | 'kind'>

/**
 * Asks for a word that is about what is open, which the dialog names: services and what they owe are called alike in other
 * clusters, and a page can open one of those while the person reads. Nobody is held to what was said in a drill.
 * @param open what is open now
 * @throws FailureError `cancelled` when it was not agreed to, `conflict` when another environment is open by now.
 */
export async function agreeToWordHere(
  dialogs: Pick<ConsolePorts['dialogs'], 'confirmTrust'>,
  open: () => SaidIn | null,
  word: Word
): Promise<void> {
  const here = open()
  if (here?.kind === 'drill') return
  const name = here?.name ?? ''
  await agreeToWord(dialogs, { ...word, about: `In ${name}: ${word.about}` })
  if (open()?.id === here?.id) return
  throw new FailureError(failureOf('conflict', `${name} is not open any more. ${word.otherwise}`))
}

export interface Word {
  /** What is asked. */
  readonly title: string
  /** What it is about, and under whose name it will stand. */
  readonly about: string
  /** What somebody wrote; it is shown whole. */
  readonly said: string
  /** On the button that agrees. */
  readonly action: string
  /** What is true when it was not agreed to. */
  readonly otherwise: string
}

/**
 * Asks outside the window before the record says something as a person's word: a page that was taken over can write, and
 * cannot agree.
 * @throws FailureError `cancelled` when it was not agreed to.
 */
export async function agreeToWord(
  dialogs: Pick<ConsolePorts['dialogs'], 'confirmTrust'>,
  { title, about, said, action, otherwise }: Word
): Promise<void> {
  const detail = [about, (visibleText(said, 4_096).match(lineOfDialog) ?? []).join('\n')].join('\n\n')
  if (await dialogs.confirmTrust({ title, detail, action })) return
  throw new FailureError(failureOf('cancelled', otherwise))
}
