import { isAboutDeployment, ownerMeant, type CommandRule, type ServiceFacts } from '../rule-facts.ts'
import type { Intended } from '../intended.ts'

/** The id of the notice. */
export const tooSoonId = 'tooSoon'

/** A rollback of the service while the verdict is to wait: what it is judged by are still requests of before. */
export const rollsBackTooSoon: CommandRule = (intended, facts) => {
  if (facts.waiting === '' || intended.isRead || !rollsBack(intended, facts)) return null
  return {
    id: tooSoonId,
    severity: 'warning',
    lead: 'Not now: Wait.',
    text: facts.waiting,
    instead: 'Read again when the reading is clean. Roll back then, if it still fails.',
    source: 'prometheus/prometheus promql/functions.go extrapolatedRate',
    command: intended.command
  }
}

function rollsBack(intended: Intended, facts: ServiceFacts): boolean {
  if (intended.tool === 'kubectl') return intended.verb === 'rollout undo' && isAboutDeployment(intended, facts)
  if (intended.tool === 'az' || intended.tool === 'dns') return false
  return intended.verb.endsWith('rollback') && ownerMeant(intended, facts) !== undefined
}
