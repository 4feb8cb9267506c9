import type { OutputLevel, OutputLine } from '../../../contract/index.ts'

/** What is wanted of the lines that were read. */
export interface OutputFilter {
  /** Id of a source; empty for all. */
  readonly source: string
  readonly level: 'all' | 'warn' | 'error'
  /** Every word has to be there, whatever its case. */
  readonly text: string
}

const shownLevels: Readonly<Record<OutputFilter['level'], readonly OutputLevel[] | null>> = {
  all: null,
  warn: ['warn', 'error'],
  error: ['error']
}

/** The lines that pass, in their order. */
export function filterLines(lines: readonly OutputLine[], filter: OutputFilter): readonly OutputLine[] {
  const levels = shownLevels[filter.level]
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean)
  return lines.filter(
    ({ source, level, text }) =>
      (filter.source === '' || source === filter.source) &&
      (levels === null || levels.includes(level)) &&
      words.every((word) => text.toLowerCase().includes(word))
  )
}
