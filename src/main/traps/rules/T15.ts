import type { CommandRule } from '../rule-facts.ts'
import { withoutRoutes } from './T15-away.ts'

/** Routes while nobody takes them to the proxies. */
export const routesWithoutMesh: CommandRule = (intended, facts) => {
  if (!facts.isMeshAway || intended.tool !== 'kubectl' || intended.isRead) return null
  if (intended.resource !== 'virtualservices') return null
  return {
    id: `T15 ${intended.namespace ?? ''}/${intended.name ?? ''}`,
    severity: 'refused',
    lead: 'Refused: istiod does not answer, so no route can be changed now.',
    text: 'The write fails, and users keep the split that they have, also for a while after istiod is back.',
    instead: withoutRoutes(facts),
    source: 'istio/istio pkg/webhooks/validation/controller (failurePolicy); pilot/pkg/xds',
    command: intended.command
  }
}
