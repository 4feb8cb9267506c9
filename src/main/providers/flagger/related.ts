import { arrayAt, objectAt } from '../../lib/json-access.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { Followed, Related } from '../../ports/related.ts'
import { kubePath } from '../kubernetes/kube-path.ts'
import { flaggerSelectors } from './controller.ts'
import { canaryOf } from './of-workload.ts'
import { objectsIn, watchedIds } from './watched.ts'

/** The Canary of a service with its workloads, its events, and Flagger itself. */
export const canaryRelated: Related = (ref, known) => {
  const found = canaryOf(ref, objectsIn(known, watchedIds.canaries))
  if (found.kind !== 'one') return []
  const { canary } = found
  const { namespace } = canary
  const deployment = (id: string, name: string): Followed => ({
    id,
    awaiting: `Deployment ${name}`,
    path: kubePath({ group: 'apps', version: 'v1', resource: 'deployments', namespace }),
    query: { fieldSelector: `metadata.name=${name}` }
  })
  return [
    deployment(watchedIds.target, canary.target.name),
    deployment(watchedIds.primary, canary.primary),
    ...replicaSetsOf(objectsIn(known, watchedIds.primary)[0]),
    {
      id: watchedIds.events,
      awaiting: `events of Canary ${canary.name}`,
      path: kubePath({ group: '', version: 'v1', resource: 'events', namespace }),
      query: { fieldSelector: `involvedObject.uid=${canary.uid}` }
    },
    ...[watchedIds.controller, watchedIds.otherController].map((id, index) => ({
      id,
      awaiting: 'Flagger',
      path: kubePath({ group: 'apps', version: 'v1', resource: 'deployments' }),
      query: { labelSelector: flaggerSelectors[index] ?? '' }
    }))
  ]
}

/** Flagger's primary has the labels that its selector asks for, so its matchLabels find its history. */
function replicaSetsOf(primary: KubeObject | undefined): readonly Followed[] {
  if (primary === undefined) return []
  const selector = objectAt(primary, 'spec', 'selector')
  const labels = Object.entries(objectAt(selector, 'matchLabels'))
  if (labels.length === 0 || arrayAt(selector, 'matchExpressions').length > 0) return []
  const { namespace = '' } = primary.metadata
  return [
    {
      id: watchedIds.primaryReplicaSets,
      awaiting: 'revisions of the primary',
      path: kubePath({ group: 'apps', version: 'v1', resource: 'replicasets', namespace }),
      query: { labelSelector: labels.map(([key, value]) => `${key}=${String(value)}`).join(',') }
    }
  ]
}
