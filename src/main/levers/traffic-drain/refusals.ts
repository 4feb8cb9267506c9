import { visibleText } from '../../lib/visible-text.ts'
import type { Situation } from './situation.ts'

/** Why weights must not be set here, with the source. */
export interface Refusal {
  readonly reason: string
  readonly source: string
  /** What is said first. */
  readonly lead: string
}

/** What refuses any drain of the service, whatever is chosen; null when nothing does. */
export function refusalOf({ writers, strange }: Situation): Refusal | null {
  for (const writer of writers) {
    if (writer.kind === 'rollouts')
      return {
        lead: `Refused: Argo Rollouts writes these weights for Rollout ${writer.name}.`,
        reason:
          'It watches the route and puts them back within a second; aborting the Rollout is what moves the requests.',
        source: 'argoproj/argo-rollouts rollout/trafficrouting/istio/controller.go'
      }
    if (writer.kind === 'flagger' && writer.isActive) {
      const name = visibleText(writer.canary.name, 253)
      return {
        lead: `Refused: Flagger writes these weights at every check of Canary ${name}.`,
        reason: `The next check that passes moves them on from wherever they are. Suspend Canary ${name} first, or abort it.`,
        source: 'fluxcd/flagger pkg/controller/scheduler.go runCanary'
      }
    }
  }
  const [first] = strange
  if (first === undefined) return null
  return {
    lead: 'Refused: a route of this service cannot be understood.',
    reason: first,
    source: 'istio/istio pkg/config/validation/validation.go validateHTTPRouteDestinations'
  }
}
