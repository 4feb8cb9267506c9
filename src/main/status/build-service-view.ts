import type { Observed, Owner, Ownership, ServiceRef, ServiceView } from '../../contract/index.ts'
import { mapObserved, lastValue } from '../../contract/index.ts'
import type { KubeObject } from '../ports/kube.ts'
import { deploymentView } from './deployment-view.ts'
import { newPodsUnavailable } from './new-pods-unavailable.ts'
import type { Observation } from './observation.ts'
import { ownershipOf } from './ownership.ts'
import { panelsOf } from './panels.ts'
import { podViews } from './pod-views.ts'
import type { StandingsByReplicaSet } from './standings.ts'
import { primaryState, servingPrimary } from '../providers/flagger/serving-primary.ts'
import { reconciledOwners } from './reconciled-owners.ts'
import { withScalers } from './scaling-owners.ts'
import { revisionViews } from './revisions.ts'

/** The view of an observation as of `now` on the server's clock. Pure. */
export function buildServiceView(
  ref: ServiceRef,
  observation: Observation,
  now: Date,
  standings: StandingsByReplicaSet = new Map()
): ServiceView {
  const { deployment, replicaSets, pods } = observation
  const known = lastValue(deployment)
  const owned = lastValue(replicaSets) ?? []
  return {
    ref,
    deployment: mapObserved(deployment, (object) => deploymentView(object, owned, lastValue(pods) ?? [])),
    revisions: withDeployment(
      deployment,
      mapObserved(replicaSets, (items) => (known ? revisionViews(known, items, standings) : []))
    ),
    pods: withDeployment(
      deployment,
      mapObserved(pods, (items) => podViews(items, owned))
    ),
    ownership: ownershipView(ref, deployment, observation),
    signals: [...observation.signals, newPodsUnavailable(observation, now)],
    prometheus: observation.prometheus,
    panels: panelsOf(ref, observation.objects, now, observation.requests, {
      byFlagger: observation.measured ?? new Map(),
      here: observation.signals
    }),
    serving: ref.kind === undefined ? servingPrimary(ref, observation.objects, now) : null,
    primary: ref.kind === undefined ? primaryState(ref, observation.objects, now) : null
  }
}

/** Without the Deployment nothing can belong to it: then its own state is the answer. */
function withDeployment<T>(deployment: Observed<KubeObject>, observed: Observed<T>): Observed<T> {
  if (lastValue(deployment) !== undefined || deployment.state === 'value') return observed
  if (deployment.state !== 'unreachable') return deployment
  const { last: _, ...lost } = deployment
  return lost
}

function ownershipView(
  ref: ServiceRef,
  deployment: Observed<KubeObject>,
  observation: Observation
): Observed<Ownership> {
  const known = lastValue(deployment)
  return known
    ? mapObserved(ownershipOf(known, observation), (ownership) =>
        withRepeating(
          withScalers(reconciledOwners(ownership, observation.objects), ref, observation.objects),
          observation.repeating ?? []
        )
      )
    : withDeployment<Ownership>(deployment, { state: 'loading', awaiting: 'the owners', sinceAt: '' })
}

/** What one was seen to do says more than that it could. */
function withRepeating(ownership: Ownership, repeating: readonly Owner[]): Ownership {
  const names = new Set(repeating.map(({ name }) => name))
  return { ...ownership, owners: [...ownership.owners.filter(({ name }) => !names.has(name)), ...repeating] }
}
