import { lastValue, type Observed, type ServiceRef } from '../../contract/index.ts'
import { stringAt } from '../lib/json-access.ts'
import type { KubeObject } from '../ports/kube.ts'
import type { WatchedObjects } from '../ports/lever.ts'
import { routeKinds, kindNames } from '../providers/routes/kinds.ts'
import { seenRoutes } from '../providers/routes/seen-routes.ts'
import { splitsOf } from '../providers/routes/split.ts'
import type { Subject } from './subject.ts'

/** What is followed of the service anyway, and read again for nobody. */
export interface FollowedObjects {
  readonly deployment: Observed<KubeObject>
  readonly replicaSets: Observed<readonly KubeObject[]>
  readonly pods: Observed<readonly KubeObject[]>
  readonly canaries: Observed<readonly KubeObject[]>
  readonly objects: WatchedObjects
}

/** The service by what is followed of it; of one that was not read nothing is known. */
export function subjectOf(ref: ServiceRef, followed: FollowedObjects | null): Subject {
  if (followed === null) return { ref, workloads: [], revisions: [], pods: [], canaries: [], splits: [] }
  const own = lastValue(followed.deployment)
  const canaries = (lastValue(followed.canaries) ?? []).filter(
    (canary) => stringAt(canary, 'spec', 'targetRef', 'name') === ref.name
  )
  const routes = seenRoutes(followed.objects)
  // Flagger keeps what serves under this name (fluxcd/flagger pkg/canary/deployment_controller.go Initialize).
  const primaries = (routes?.deployments ?? []).filter(({ metadata }) => metadata.name === `${ref.name}-primary`)
  return {
    ref,
    workloads: [...(own ? [own] : []), ...(canaries.length === 0 ? [] : primaries)],
    revisions: lastValue(followed.replicaSets) ?? [],
    pods: lastValue(followed.pods) ?? [],
    canaries: canaries.map(({ metadata }) => metadata.name),
    splits: routes === null ? [] : splitsOf(routes, ref.namespace, ref.name)
  }
}

/** Canaries and routes, as they are followed: also of other services, whose traffic may go here. */
export function followedObjects({ canaries, objects }: FollowedObjects): readonly KubeObject[] {
  const routes = kindNames.flatMap((kind) =>
    routeKinds[kind].versions.flatMap((version) =>
      ['', '.here'].flatMap((end) => {
        const observed = objects.get(`${kind}.${version}${end}`)
        return (observed && lastValue(observed)) ?? []
      })
    )
  )
  return [...(lastValue(canaries) ?? []), ...routes]
}
