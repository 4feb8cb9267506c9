import type { ServiceRef, Verdict } from '../../contract/index.ts'
import type { Journal } from '../ports/journal.ts'

/**
 * That the decision not to act is asked about again is written down, and told, once.
 * @returns takes each verdict
 */
export function askedAgain(
  journal: Journal,
  ref: ServiceRef,
  onAskedAgain: (text: string) => void
): (verdict: Pick<Verdict, 'declined'>) => void {
  /** Why it was asked about again last. */
  let said: string | null = null
  return ({ declined }) => {
    const again = declined?.again ?? null
    // How bad it is by now changes all the time; that it is worse is one thing.
    const kind = again === null || declined === null ? null : `${declined.at} ${again.split(':')[0]}`
    if (kind === null || kind === said) return
    said = kind
    const text = `Asked again whether to act: ${again}`
    journal.append('note', { what: 'decision', ref, text }).catch(() => undefined)
    onAskedAgain(text)
  }
}
