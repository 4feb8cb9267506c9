import type { JudgedText } from '../../../contract/index.ts'

/** How a judgement looks; its sentence says the same. */
export const verdictLook: Readonly<Record<JudgedText['verdict'], { readonly sign: string; readonly tone: string }>> = {
  refused: { sign: '✕', tone: 'bad' },
  warned: { sign: '!', tone: 'warn' },
  noTrap: { sign: '✓', tone: 'ok' },
  notUnderstood: { sign: '?', tone: 'unk' },
  asKnown: { sign: '◷', tone: 'unk' }
}

/** A judgement in two words, beside its command. */
export const verdictWords: Readonly<Record<JudgedText['verdict'], string>> = {
  refused: 'refused',
  warned: 'a trap',
  noTrap: 'safe now',
  notUnderstood: 'not understood',
  asKnown: 'as last known'
}
