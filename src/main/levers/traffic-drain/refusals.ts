import { visibleText } from '../../lib/visible-text.ts'
import { isPromoting } from '../../providers/flagger/phase.ts'
import type { Situation } from './situation.ts'
import type { RouteWriter } from './writers.ts'

/** Why weights must not be set here, with the source. */
export interface Refusal {
  readonly reason: string
  readonly source: string
  /** What is said first. */
  readonly lead: string
}

/** What refuses any drain of the service, whatever is chosen; null when nothing does. */
export function drainRefusal({ writers, strange }: Situation): Refusal | null {
  for (const writer of writers) {
    if (writer.kind === 'rollouts')
      return {
        lead: `Refused: Argo Rollouts writes these weights for Rollout ${writer.name}.`,
        reason:
          'It watches the route and puts them back within a second; aborting the Rollout is what moves the requests.',
        source: 'argoproj/argo-rollouts rollout/trafficrouting/istio/controller.go'
      }
    if (writer.kind !== 'flagger' || !isPromoting(writer.canary.phase)) continue
    const name = visibleText(writer.canary.name, 253)
    return {
      lead: `Refused: Canary ${name} is being promoted.`,
      reason: `The release is on ${writer.canary.primary} already, so no weight takes users off it. Bring the primary back to its earlier revision.`,
      source: 'fluxcd/flagger pkg/controller/scheduler.go promote'
    }
  }
  const names = flaggers(writers)
  if (names.length > 1)
    return {
      lead: 'Refused: more than one Canary writes these routes.',
      reason: `${names.join(' and ')} overwrite each other's weights at their own checks. Remove one of them first.`,
      source: 'fluxcd/flagger pkg/controller/scheduler.go scheduleCanaries'
    }
  const [first] = strange
  if (first === undefined) return null
  return {
    lead: 'Refused: a route of this service cannot be understood.',
    reason: first,
    source: 'istio/istio pkg/config/validation/validation.go validateHTTPRouteDestinations'
  }
}

function flaggers(writers: readonly RouteWriter[]): readonly string[] {
  const found = writers.flatMap((writer) => (writer.kind === 'flagger' ? [writer.canary] : []))
  return [...new Map(found.map(({ uid, name }) => [uid, visibleText(name, 253)])).values()].toSorted()
}
