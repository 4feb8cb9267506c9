import type { JudgedText } from '../../contract/index.ts'
import { utcSpelled } from '../../contract/words/format-time.ts'
import { judgeCommand, type CommandJudgement, type JudgedCommand, type ServiceFacts } from '../traps/index.ts'

export type JudgedAsKnown = Omit<CommandJudgement, 'verdict' | 'commands'> &
  Pick<JudgedText, 'verdict'> & { readonly commands: readonly JudgedCommandAsKnown[] }

type JudgedCommandAsKnown = Omit<JudgedCommand, 'verdict'> & Pick<JudgedText, 'verdict'>

/**
 * Judges a command line; while the service cannot be read, by what was known of it last. What has no trap in it then is not
 * called safe, and is not called unintelligible either: `asKnown`.
 */
export function judgeAsKnown(command: string, facts: ServiceFacts): JudgedAsKnown {
  const judged = judgeCommand(command, facts)
  if (facts.isCurrent || judged.verdict !== 'notUnderstood') return judged
  const known = judgeCommand(command, { ...facts, isCurrent: true })
  return {
    ...known,
    verdict: asKnown(known.verdict),
    commands: known.commands.map((one) => ({ ...one, verdict: asKnown(one.verdict) }))
  }
}

function asKnown(verdict: CommandJudgement['verdict']): JudgedText['verdict'] {
  return verdict === 'noTrap' ? 'asKnown' : verdict
}

/** `No trap in it as of 02:10:00 UTC; it cannot be judged anew offline.` */
export function asKnownText(at: string | null): string {
  const when = at === null ? 'by what was read last' : `as of ${utcSpelled(at)}`
  return `No trap in it ${when}; it cannot be judged anew offline.`
}
