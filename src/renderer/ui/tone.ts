import type { VerdictLevel } from '../../contract/index.ts'

/** Colour class of a value or a sentence; every colour has a word beside it. */
export type Tone = '' | 'ok' | 'warn' | 'bad' | 'unk'

const tones: Readonly<Record<VerdictLevel, Tone>> = {
  declareIncident: 'bad',
  rollBack: 'bad',
  prepare: 'warn',
  wait: 'unk',
  watch: 'warn',
  hold: ''
}

/** The colour of what a level asks for. */
export function toneOf(level: VerdictLevel | undefined): Tone {
  return level === undefined ? '' : tones[level]
}
