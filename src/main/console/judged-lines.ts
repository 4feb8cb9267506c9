import type { JudgedLine } from '../../contract/index.ts'
import { visibleText } from '../lib/visible-text.ts'
import { stepText, whyLetPass, type ServiceFacts } from '../traps/index.ts'
import type { JudgedAsKnown } from './judge-as-known.ts'

/** So many are shown one by one, and so much of each. */
const mostLines = 60
const longest = 400

type Part = JudgedAsKnown['commands'][number]

/**
 * Every command of several that were pasted together, with its own verdict; empty where it is only one. What is past the
 * most that is shown is counted, with its refusals.
 */
export function judgedLines({ commands }: JudgedAsKnown, here: ServiceFacts): readonly JudgedLine[] {
  if (commands.length < 2) return []
  const shown = commands.slice(0, mostLines).map((part): JudgedLine => ({
    command: visibleText(part.command, longest),
    verdict: part.verdict,
    text: visibleText(sentenceOf(part, here), longest)
  }))
  const rest = commands.slice(mostLines)
  if (rest.length === 0) return shown
  const refused = rest.filter(({ verdict }) => verdict === 'refused').length
  const text =
    refused === 0 ? 'None of them is refused.' : `${refused} of them ${refused === 1 ? 'is' : 'are'} refused.`
  return [...shown, { command: `and ${rest.length} more`, verdict: refused > 0 ? 'refused' : 'notUnderstood', text }]
}

function sentenceOf({ traps, notUnderstood, intended, step }: Part, here: ServiceFacts): string {
  const [trap] = traps
  if (trap) return trap.lead
  const [unread] = notUnderstood
  if (unread) return unread.why
  const { planned } = here
  // What is a step of the plan may be nothing that is read here.
  const does = step !== null && intended.length === 0 ? '' : (whyLetPass(intended, here)[0] ?? '')
  return step !== null && planned ? `${stepText(step, planned)}. ${does}`.trim() : does
}
