import { spawn } from 'node:child_process'
import { performance } from 'node:perf_hooks'

const namespace = 'bulk'
const count = 200
const inFlight = 16
const deployments = `/apis/apps/v1/namespaces/${namespace}/deployments`
const skipped = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'deployment.kubernetes.io/revision',
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to'
])

/**
 * Rolls 200 Deployments back twice: with the procedure's shell loop, and with one list of Deployments and ReplicaSets
 * and 200 conditional patches, 16 at a time. The second is the bound that a bulk rollback can be measured against.
 *
 * @param {Awaited<ReturnType<import('../control-plane.mjs').startControlPlane>>} cluster
 */
export async function measureBulk(cluster, say) {
  const { api, kubectl } = cluster
  await kubectl(['create', 'namespace', namespace])
  const names = Array.from({ length: count }, (_, index) => `svc-${String(index).padStart(3, '0')}`)
  for (const version of ['1.0.0', '1.1.0']) {
    await kubectl(
      ['apply'],
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items: names.map((name) => deployment(name, version)) })
    )
    await settled(api)
  }
  say(`${count} Deployments with two revisions`)

  const loopSeconds = await timed(() => shellLoop(cluster))
  await expectImages(api, '1.0.0')
  say(`the procedure’s loop: ${loopSeconds} s`)

  await kubectl(
    ['apply'],
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items: names.map((name) => deployment(name, '1.1.0')) })
  )
  await settled(api)
  const boundSeconds = await timed(() => listAndPatch(api))
  await expectImages(api, '1.0.0')
  say(`one list and ${count} conditional patches, ${inFlight} at a time: ${boundSeconds} s`)
  return {
    id: 'bulk-baseline',
    deployments: count,
    inFlight,
    loopSeconds,
    boundSeconds,
    ratio: Math.round(loopSeconds / boundSeconds)
  }
}

async function timed(work) {
  const startedAt = performance.now()
  await work()
  return Math.round((performance.now() - startedAt) / 100) / 10
}

/** As the procedure writes it. */
function shellLoop({ kube, kubeconfigs }) {
  const script = `for deployment in $(kubectl get deployments -n ${namespace} -o name); do
  kubectl rollout undo $deployment -n ${namespace}
done`
  const withKubectl = `kubectl() { "${kube}" kubectl "$@" --kubeconfig="${kubeconfigs.admin}"; }\n${script}`
  return run('sh', ['-c', withKubectl])
}

function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'ignore'] })
    child.once('error', reject)
    child.once('exit', (code) => (code === 0 ? resolve(undefined) : reject(new Error(`${command} ended with ${code}`))))
  })
}

async function listAndPatch(api) {
  const [owners, replicaSets] = await Promise.all([
    api.list(deployments),
    api.list(`/apis/apps/v1/namespaces/${namespace}/replicasets`)
  ])
  const waiting = owners.map((owner) => ({ owner, body: patchOf(owner, replicaSets) }))
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const path = `${deployments}/${next.owner.metadata.name}?fieldManager=bulk-baseline`
      const { status } = await api.send('PATCH', path, next.body, 'application/json-patch+json')
      if (status !== 200) throw new Error(`PATCH ${path}: HTTP ${status}`)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
}

/** kubectl's two operations behind tests of what was listed. */
function patchOf({ metadata, spec }, replicaSets) {
  const revision = ({ metadata: { annotations } }) => Number(annotations['deployment.kubernetes.io/revision'])
  const [, previous] = replicaSets
    .filter((one) => one.metadata.ownerReferences?.[0]?.uid === metadata.uid)
    .toSorted((a, b) => revision(b) - revision(a))
  const { 'pod-template-hash': _hash, ...labels } = previous.spec.template.metadata.labels
  const template = { ...previous.spec.template, metadata: { ...previous.spec.template.metadata, labels } }
  const annotations = Object.fromEntries([
    ...Object.entries(previous.metadata.annotations).filter(([key]) => !skipped.has(key)),
    ...Object.entries(metadata.annotations).filter(([key]) => skipped.has(key))
  ])
  return [
    { op: 'test', path: '/metadata/uid', value: metadata.uid },
    { op: 'test', path: '/spec/template', value: spec.template },
    { op: 'replace', path: '/spec/template', value: template },
    { op: 'replace', path: '/metadata/annotations', value: annotations }
  ]
}

async function settled(api) {
  for (;;) {
    const items = await api.list(deployments)
    const isSettled = ({ metadata, spec, status }) =>
      status.observedGeneration === metadata.generation &&
      status.updatedReplicas === spec.replicas &&
      status.availableReplicas === spec.replicas &&
      status.replicas === spec.replicas
    if (items.length === count && items.every(isSettled)) return
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

async function expectImages(api, version) {
  const items = await api.list(deployments)
  const wrong = items.filter(({ spec }) => spec.template.spec.containers[0].image !== `app:${version}`)
  if (wrong.length > 0) throw new Error(`${wrong.length} of ${items.length} Deployments are not at ${version}`)
}

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
