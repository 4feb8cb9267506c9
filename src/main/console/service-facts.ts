import type { ServiceRef } from '../../contract/index.ts'
import { lastValue } from '../../contract/index.ts'
import { canarySight } from '../providers/flagger/canary-sight.ts'
import { canaryOf } from '../providers/flagger/of-workload.ts'
import { toldRefusal } from '../providers/flagger/hung-rollback.ts'
import { canaryEvents } from '../providers/flagger/run-events.ts'
import { objectsIn, watchedIds } from '../providers/flagger/watched.ts'
import { isIstiodDown } from '../providers/routes/istio/seen-istiod.ts'
import { seenRoutes } from '../providers/routes/seen-routes.ts'
import { splitsOf } from '../providers/routes/split.ts'
import { scalingOf, type Observation, type ServiceUpdate } from '../status/index.ts'
import type { ServiceFacts } from '../traps/index.ts'
import type { RegionSession } from './region-session.ts'
import type { StandingLookup } from './revision-standings.ts'

/** Where commands for a service go, and what is looked up of it besides. */
export interface AroundFacts {
  readonly ref: ServiceRef
  /** Name of the kubeconfig's context. */
  readonly context: string
  /** On our clock. */
  readonly now: Date
  readonly region: ReturnType<RegionSession['seen']>
  readonly standings: Pick<StandingLookup, 'list' | 'lastMeasured'>
  /** What commands were judged by when the service was open before; null for nothing. */
  readonly lastFacts: ServiceFacts | null
}

/** What commands are judged by; null while it has not been read. What was read before is no longer current. */
export function serviceFacts(
  update: ServiceUpdate | null,
  { ref, context, now, region, standings, lastFacts }: AroundFacts
): ServiceFacts | null {
  const raw = update?.raw
  const deployment = raw && lastValue(raw.deployment)
  const ownership = update?.view.ownership.state === 'value' ? update.view.ownership.value : null
  if (!raw || !deployment || !ownership) {
    const isLost = raw?.deployment.state === 'unreachable' && lastFacts !== null
    return isLost ? { ...lastFacts, isCurrent: false } : null
  }
  return {
    ...(region?.state === 'value' ? { region: region.value } : {}),
    ownership,
    deployment,
    replicaSets: lastValue(raw.replicaSets) ?? [],
    ...podsOf(raw),
    canaries: lastValue(raw.canaries) ?? [],
    rollouts: lastValue(raw.rollouts) ?? [],
    context,
    ...scalersIn(raw, ref),
    splits: splitsIn(raw, ref),
    isCurrent: raw.deployment.state === 'value',
    isMeshAway: isIstiodDown(raw.objects),
    ...hungIn(raw, ref),
    ...automaticIn(raw, ref, new Date(now.getTime() + update.skewMs)),
    waiting: '',
    // With the connection gone a look at the metrics fails, and says nothing about any revision.
    standings: raw.deployment.state === 'value' ? standings.list() : standings.lastMeasured()
  }
}

/** Its pods, where they can be read. */
function podsOf({ pods }: Observation): Pick<ServiceFacts, 'pods'> {
  const read = lastValue(pods)
  return read === undefined ? {} : { pods: read }
}

/** Flagger's rollback that is due and does not come about, as its own events say. */
function hungIn({ objects }: Observation, ref: ServiceRef): Pick<ServiceFacts, 'hung'> {
  const found = ref.kind === undefined ? canaryOf(ref, objectsIn(objects, watchedIds.canaries)) : null
  if (found?.kind !== 'one') return {}
  const hung = toldRefusal(found.canary, canaryEvents(objectsIn(objects, watchedIds.events), found.canary.uid))
  return hung === null ? {} : { hung }
}

/** Whether its own rollback comes; `now` is on the server's clock. */
function automaticIn(
  { objects }: Observation,
  ref: ServiceRef,
  now: Date
): Pick<ServiceFacts, 'automatic' | 'flaggerDead'> {
  const found = canarySight(ref, objects, now)
  if (found?.kind !== 'one') return {}
  const { automatic, liveness } = found.sight
  return { automatic, ...(liveness.state === 'dead' ? { flaggerDead: liveness.text } : {}) }
}

/** What sets the number of pods; of what cannot be read nobody knows. */
function scalersIn({ objects }: Observation, ref: ServiceRef): Pick<ServiceFacts, 'scalers'> {
  const { scalers, unread } = scalingOf(ref, objects)
  return unread === null || scalers.length > 0 ? { scalers } : {}
}

/** The rules that reach the service; none while they are still being read. */
function splitsIn({ objects }: Observation, { namespace, name }: ServiceRef): ServiceFacts['splits'] {
  const seen = seenRoutes(objects)
  return seen === null ? [] : splitsOf(seen, namespace, name)
}
