import type { CommandRule } from '../rule-facts.ts'
import { isMeant, movedRules } from './moved-weights.ts'

/** Users are taken off a version in one rule, and another rule still sends them there. */
export const leavesOtherRules: CommandRule = (intended, facts) => {
  if (intended.tool !== 'kubectl' || intended.isRead || intended.patch === null) return null
  const moved = movedRules(intended, facts)
  const left = new Set(
    moved.flatMap(({ parts }) =>
      parts.filter(({ before, after }) => after < before).flatMap(({ part }) => part.workloads)
    )
  )
  const touched = new Set(moved.map(({ split }) => split))
  const other = facts.splits.find(
    (split) =>
      !touched.has(split) &&
      split.parts.some(
        ({ workloads, destination }) => destination.share > 0 && workloads.some((name) => left.has(name))
      )
  )
  if (left.size === 0 || !other) return null
  const { route, rule } = other
  const where = isMeant(intended, other) ? rule.title : `${rule.title} of ${route.name}`
  return {
    id: `T16 ${intended.name ?? ''}`,
    severity: rule.isSticky ? 'refused' : 'warning',
    lead: `${rule.isSticky ? 'Refused: users with its cookie stay' : `Requests of ${rule.onlyFor || 'another rule'} still go`} where they are: ${where} is another rule.`,
    text: `It sends requests to ${[...left].join(', ')} as well, and the command leaves it as it is.`,
    instead: 'Change every rule that reaches the version, or none.',
    source:
      'fluxcd/flagger pkg/router/istio.go makeSessionAffinityRoute; istio/api networking/v1alpha3/virtual_service.proto',
    command: intended.command
  }
}
