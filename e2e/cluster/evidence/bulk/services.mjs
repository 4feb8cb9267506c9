import { setTimeout as delay } from 'node:timers/promises'

export const namespace = 'bulk'
export const count = 200
export const deploymentsPath = `/apis/apps/v1/namespaces/${namespace}/deployments`
export const replicaSetsPath = `/apis/apps/v1/namespaces/${namespace}/replicasets`

/**
 * @typedef {ReturnType<typeof import('../../api.mjs').createApi>} Api
 * @typedef {import('../../objects.ts').Deployment} Deployment
 */

/**
 * Makes 200 Deployments with two revisions each, the second one bad.
 *
 * @param {Pick<import('../world.mjs').Cluster, 'api' | 'kubectl'>} cluster
 */
export async function makeServices({ api, kubectl }) {
  await kubectl(['create', 'namespace', namespace])
  for (const version of ['1.0.0', '1.1.0']) await release({ api, kubectl }, version)
}

/**
 * Releases a version of every Deployment and waits until all run it.
 *
 * @param {Pick<import('../world.mjs').Cluster, 'api' | 'kubectl'>} cluster
 * @param {string} version
 */
export async function release({ api, kubectl }, version) {
  const items = Array.from({ length: count }, (_, index) =>
    deployment(`svc-${String(index).padStart(3, '0')}`, version)
  )
  await kubectl(['apply'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }))
  while (!(await areSettled(api))) await delay(500)
}

/**
 * How many Deployments have a version's image.
 *
 * @param {Api} api
 * @param {string} version
 */
export async function countAt(api, version) {
  /** @type {readonly Deployment[]} */
  const items = await api.list(deploymentsPath)
  return items.filter(({ spec }) => spec.template.spec.containers[0].image === `app:${version}`).length
}

/** @param {Api} api */
async function areSettled(api) {
  /** @type {readonly Deployment[]} */
  const items = await api.list(deploymentsPath)
  return (
    items.length === count &&
    items.every(
      ({ metadata, spec, status }) =>
        status?.observedGeneration === metadata.generation &&
        status?.updatedReplicas === spec.replicas &&
        status.availableReplicas === spec.replicas &&
        status.replicas === spec.replicas
    )
  )
}

/**
 * @param {string} name
 * @param {string} version
 */
function deployment(name, version) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'app', image: `app:${version}` }] }
      }
    }
  }
}
