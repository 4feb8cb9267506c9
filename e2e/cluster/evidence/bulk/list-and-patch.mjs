import { deploymentsPath, namespace, replicaSetsPath } from './services.mjs'

/** So many patches are on their way at a time. */
export const inFlight = 16

const revisionKey = 'deployment.kubernetes.io/revision'

/** Kept from the Deployment on an undo (kubectl pkg/polymorphichelpers/rollback.go annotationsToSkip). */
const kept = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  revisionKey,
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to'
])

/**
 * Rolls every Deployment of the namespace back to its revision before: one list of Deployments, one of ReplicaSets, and
 * one conditional patch each. The bound for a bulk rollback: fewer requests cannot do it.
 *
 * @param {ReturnType<typeof import('../../api.mjs').createApi>} api
 * @param {(name: string) => void} [onPatched]
 * @param {(name: string, send: (query: string) => Promise<void>) => Promise<void>} [before] what is asked for each before its patch
 */
export async function listAndPatch(api, onPatched = () => undefined, before = () => Promise.resolve()) {
  /** @type {[readonly Deployment[], readonly ReplicaSet[]]} */
  const [owners, replicaSets] = await Promise.all([api.list(deploymentsPath), api.list(replicaSetsPath)])
  const waiting = owners.map((owner) => ({ name: owner.metadata.name, body: patchOf(owner, replicaSets) }))
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { name, body } = next
      const patch = async (/** @type {string} */ query) => {
        const path = `${deploymentsPath}/${name}?fieldManager=bulk-baseline${query}`
        const { status } = await api.send('PATCH', path, body, 'application/json-patch+json')
        if (status !== 200) throw new Error(`PATCH ${path}: HTTP ${status}`)
      }
      await before(name, patch)
      await patch('')
      onPatched(name)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
}

/**
 * The same with what the console's guards ask of the server for each Deployment: the dry run, a mark that keeps other consoles
 * away, and the last look. The bound for a bulk rollback that is guarded.
 *
 * @param {ReturnType<typeof import('../../api.mjs').createApi>} api
 * @param {(name: string) => void} [onPatched]
 */
export function listGuardAndPatch(api, onPatched) {
  return listAndPatch(api, onPatched, async (name, patch) => {
    await patch('&dryRun=All')
    const path = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`
    const lease = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: `bound-${name}`, namespace }
    }
    const { status } = await api.send('POST', path, lease)
    if (status !== 201) throw new Error(`POST ${path}: HTTP ${status}`)
    if ((await api.get(`${deploymentsPath}/${name}`)) === undefined) throw new Error(`${name} is gone`)
  })
}

/**
 * @typedef {import('../../objects.ts').Deployment} Deployment
 * @typedef {import('../../objects.ts').ReplicaSet} ReplicaSet
 */

/**
 * kubectl's two operations behind the tests that the console puts before them.
 *
 * @param {Deployment} owner
 * @param {readonly ReplicaSet[]} replicaSets
 */
function patchOf({ metadata, spec }, replicaSets) {
  const revision = (/** @type {ReplicaSet} */ one) => Number(one.metadata.annotations?.[revisionKey])
  const [, previous] = replicaSets
    .filter((one) => one.metadata.ownerReferences?.[0]?.uid === metadata.uid)
    .toSorted((a, b) => revision(b) - revision(a))
  if (previous === undefined) throw new Error(`${metadata.name} has no revision before`)
  const { 'pod-template-hash': _hash, ...labels } = previous.spec.template.metadata.labels
  const template = { ...previous.spec.template, metadata: { ...previous.spec.template.metadata, labels } }
  const annotations = Object.fromEntries([
    ...Object.entries(previous.metadata.annotations ?? {}).filter(([key]) => !kept.has(key)),
    ...Object.entries(metadata.annotations ?? {}).filter(([key]) => kept.has(key))
  ])
  return [
    { op: 'test', path: '/metadata/uid', value: metadata.uid },
    {
      op: 'test',
      path: '/metadata/annotations/deployment.kubernetes.io~1revision',
      value: metadata.annotations?.[revisionKey]
    },
    { op: 'test', path: '/spec/template', value: spec.template },
    { op: 'replace', path: '/spec/template', value: template },
    { op: 'replace', path: '/metadata/annotations', value: annotations }
  ]
}
