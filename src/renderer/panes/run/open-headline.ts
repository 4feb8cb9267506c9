import { stillOpen, type Run, type Verdict } from '../../../contract/index.ts'
import { openWords } from '../../../contract/words/open-words.ts'
import type { Headline } from './run-headline.ts'

/** The headline of a proved run with what asked for it and is not known to be better: that comes first, and is not green. */
export function openHeadline(headline: Headline, run: Run, verdict: Verdict | null, nowMs: number): Headline {
  const open = stillOpen(run, verdict)
  if (open.length === 0) return headline
  const tone = open.some(({ isAsking }) => isAsking) || headline.tone === 'bad' ? 'bad' : 'warn'
  return { ...headline, rest: `${openWords(open, nowMs)} ${headline.rest}`.trim(), tone }
}
