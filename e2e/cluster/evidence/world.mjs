import { setTimeout as delay } from 'node:timers/promises'

/** How often the state is looked at, milliseconds. */
const sampleMs = 1_000

/**
 * One service under Flagger in a namespace of its own, and what happens to it second by second.
 *
 * @param {Awaited<ReturnType<import('../control-plane.mjs').startControlPlane>>} cluster
 * @param {{ namespace: string, analysis?: Record<string, unknown>, replicas?: number }} options
 */
export async function createWorld(cluster, { namespace, analysis = {}, replicas = 2 }) {
  const { api, kubectl, mesh } = cluster
  const name = 'product-service'
  const startedAt = Date.now()
  const samples = []
  const marks = []
  let last = await mesh.seen(namespace, name)

  await kubectl(['create', 'namespace', namespace])
  await kubectl(['apply'], deployment(namespace, name, '1.0.0', replicas))
  await kubectl(['apply'], canary(namespace, name, analysis))

  const at = () => Math.round((Date.now() - startedAt) / 100) / 10

  async function look() {
    const [target, primary, owner, routes] = await Promise.all([
      api.get(`/apis/apps/v1/namespaces/${namespace}/deployments/${name}`),
      api.get(`/apis/apps/v1/namespaces/${namespace}/deployments/${name}-primary`),
      api.get(`/apis/flagger.app/v1beta1/namespaces/${namespace}/canaries/${name}`),
      api.get(`/apis/networking.istio.io/v1beta1/namespaces/${namespace}/virtualservices/${name}`)
    ])
    const seen = await mesh.seen(namespace, name)
    const requests = seen.requests - last.requests
    const errors = seen.errors - last.errors
    last = seen
    return {
      at: at(),
      phase: owner?.status?.phase ?? null,
      failedChecks: owner?.status?.failedChecks ?? null,
      weights: weightsOf(routes),
      target: workloadOf(target),
      primary: workloadOf(primary),
      errorRatio: requests > 0 ? Math.round((errors / requests) * 1_000) / 1_000 : null,
      message: owner?.status?.conditions?.[0]?.message ?? null
    }
  }

  let isOpen = true
  const recording = (async () => {
    while (isOpen) {
      samples.push(await look().catch((error) => ({ at: at(), error: String(error) })))
      await delay(sampleMs)
    }
  })()

  return {
    namespace,
    name,
    cluster,
    samples,
    latest: () => samples.at(-1),
    /** Runs kubectl as written and marks the moment. */
    async run(label, args) {
      marks.push({ at: at(), label, command: `kubectl ${args.join(' ')}` })
      return kubectl(args)
    },
    mark(label) {
      marks.push({ at: at(), label })
      return at()
    },
    release: (version) => kubectl(['-n', namespace, 'set', 'image', `deployment/${name}`, `app=app:${version}`]),
    /** Waits for a sample that satisfies the question; fails after `withinSeconds`. */
    async until(what, question, withinSeconds = 180) {
      const giveUpAt = Date.now() + withinSeconds * 1_000
      let looked = samples.length
      for (;;) {
        const fresh = samples.slice(looked)
        looked = samples.length
        const found = fresh.find((sample) => !sample.error && question(sample))
        if (found) return found
        if (Date.now() > giveUpAt)
          throw new Error(
            `${namespace}: ${what} was not seen within ${withinSeconds} s: ${JSON.stringify(samples.at(-1))}`
          )
        await delay(200)
      }
    },
    watch: (seconds) => delay(seconds * 1_000),
    events: async () => {
      const items = await api.list(`/api/v1/namespaces/${namespace}/events`)
      return items
        .filter(({ involvedObject }) => involvedObject.kind === 'Canary')
        .map(({ type, message, lastTimestamp }) => ({ type, message, at: lastTimestamp }))
    },
    async close() {
      isOpen = false
      await recording
      return { samples, marks }
    }
  }
}

function weightsOf(routes) {
  const all = routes?.spec.http?.[0]?.route
  if (!all) return null
  return Object.fromEntries(all.map(({ destination, weight }) => [destination.host.split('.')[0], weight ?? 0]))
}

function workloadOf(object) {
  if (!object) return null
  return {
    image: object.spec.template.spec.containers[0].image,
    replicas: object.spec.replicas,
    ready: object.status?.readyReplicas ?? 0
  }
}

export function deployment(namespace, name, version, replicas) {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: ${namespace}
  labels: { app: ${name} }
spec:
  replicas: ${replicas}
  progressDeadlineSeconds: 120
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers:
        - name: app
          image: app:${version}
          ports: [{ containerPort: 8080, name: http }]
`
}

function canary(namespace, name, analysis) {
  const spec = {
    interval: '10s',
    threshold: 3,
    maxWeight: 50,
    stepWeight: 10,
    metrics: [{ name: 'request-success-rate', interval: '10s', thresholdRange: { min: 99 } }],
    ...analysis
  }
  return JSON.stringify({
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name, namespace },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      progressDeadlineSeconds: 120,
      service: { port: 80, targetPort: 8080, gateways: ['mesh'] },
      analysis: spec
    }
  })
}
