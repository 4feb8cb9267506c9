import { isAboutDeployment, keeperOf, ownerMeant, type CommandRule, type ServiceFacts } from '../rule-facts.ts'
import type { Intended } from '../intended.ts'
import { putBackNotice } from './put-back.ts'

/** A change by hand of what Git, or another source, keeps as it has it. */
export const isPutBackLater: CommandRule = (intended, facts) => {
  const keeper = keeperOf(facts)
  if (!keeper || intended.isRead || !changesService(intended, facts)) return null
  return { ...putBackNotice(keeper), command: intended.command }
}

function changesService(intended: Intended, facts: ServiceFacts): boolean {
  if (intended.tool === 'az' || intended.tool === 'dns') return false
  if (intended.tool === 'kubectl') return isAboutDeployment(intended, facts) && intended.verb !== 'delete'
  return intended.verb.endsWith('rollback') && ownerMeant(intended, facts) !== undefined
}
