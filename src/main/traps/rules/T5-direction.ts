import { stringAt } from '../../lib/json-access.ts'
import { serviceCanary, canaryIsOnTrial, type CommandRule } from '../rule-facts.ts'
import { movedRules, sharesText } from './moved-weights.ts'

/** Weights that are written by their place in the list, and the other way round here. */
export const movesTheWrongWay: CommandRule = (intended, facts) => {
  if (intended.tool !== 'kubectl' || intended.isRead || intended.patch === null) return null
  const canary = serviceCanary(facts)
  const trial = canaryIsOnTrial(canary) ? stringAt(canary, 'spec', 'targetRef', 'name') : ''
  for (const moved of movedRules(intended, facts)) {
    const missing = moved.parts.find(({ part, after }) => part.isMissing && after > 0)
    const wrong = moved.parts.find(({ part, before, after }) => part.workloads.includes(trial) && after > before)
    if (!missing && !wrong) continue
    const what = missing
      ? `${missing.part.destination.backend.text}, where nothing is`
      : `${trial}, the release on trial`
    return {
      id: `T5 direction ${intended.name ?? ''}`,
      severity: 'refused',
      lead: `Refused: here it moves users to ${what}.`,
      text: `The places in the list are not those that the command takes them for. It would come to ${sharesText(moved)}.`,
      instead: 'Resolve each route by its destination, and set every weight of the rule.',
      source: 'istio/istio pilot/pkg/networking/core/route/route.go applyHTTPRouteDestination',
      command: intended.command
    }
  }
  return null
}
