import type { Condition, Json, Step } from './step.ts'
import { settledBefore, checkout, replicaSets, pods, configMaps, deployments, deployment, get } from './step.ts'

const noReplicaSets: Condition = {
  path: replicaSets,
  holds: (answer) => (answer['items'] as readonly Json[] | undefined)?.length === 0
}
const noPods: Condition = {
  path: pods,
  holds: (answer) => (answer['items'] as readonly Json[] | undefined)?.length === 0
}

/** What goes with what is deleted. */
export const collection: readonly Step[] = [
  {
    title: 'delete, leaving orphans',
    covers: 'garbage collection',
    request: () => ({ method: 'DELETE', path: `${checkout}?propagationPolicy=Orphan` })
  },
  {
    ...get('orphaned ReplicaSets', 'garbage collection', `${replicaSets}?labelSelector=app%3Dcheckout`),
    after: { path: checkout, holds: (answer) => answer['code'] === 404 }
  },
  {
    title: 'delete a collection',
    covers: 'garbage collection',
    request: () => ({ method: 'DELETE', path: `${replicaSets}?propagationPolicy=Background` })
  },
  get('no ReplicaSets', 'garbage collection', replicaSets, noReplicaSets),
  get('no Pods', 'garbage collection', pods, noPods),
  {
    title: 'create it again',
    covers: 'garbage collection',
    request: () => ({ method: 'POST', path: deployments, body: deployment })
  },
  {
    ...settledBefore({
      title: 'delete in the foreground',
      covers: 'garbage collection',
      request: () => ({ method: 'DELETE', path: checkout, body: { propagationPolicy: 'Foreground' } })
    })
  },
  {
    ...get('gone with everything', 'garbage collection', replicaSets),
    after: { path: checkout, holds: (answer) => answer['code'] === 404 }
  },
  { title: 'delete again', covers: 'garbage collection', request: () => ({ method: 'DELETE', path: checkout }) },
  {
    title: 'delete with two policies',
    covers: 'errors',
    request: () => ({
      method: 'DELETE',
      path: `${configMaps}/checkout`,
      body: { propagationPolicy: 'Foreground', orphanDependents: true }
    })
  },
  {
    title: 'dry run of a delete',
    covers: 'dry run',
    request: () => ({ method: 'DELETE', path: `${configMaps}/checkout?dryRun=All` })
  },
  get('still there', 'dry run', `${configMaps}/checkout`),
  {
    title: 'dry run of a delete, said in its options',
    covers: 'dry run',
    request: () => ({ method: 'DELETE', path: `${configMaps}/checkout`, body: { dryRun: ['All'] } })
  },
  get('still there', 'dry run', `${configMaps}/checkout`),
  {
    title: 'dry run of a delete, said beside its options: it is carried out',
    covers: 'dry run',
    request: () => ({
      method: 'DELETE',
      path: `${configMaps}/checkout?dryRun=All`,
      body: { propagationPolicy: 'Background' }
    })
  },
  get('gone', 'dry run', `${configMaps}/checkout`)
]
