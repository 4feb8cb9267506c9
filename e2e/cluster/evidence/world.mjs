import { shellLine } from './commands.mjs'
import { canary, deployment, service as serviceManifest } from './manifests.mjs'
import { isInitialized, isOnTrial, service } from './samples.mjs'

/**
 * What the scenarios need of a control plane.
 *
 * @typedef {object} Cluster
 * @property {ReturnType<typeof import('../api.mjs').createApi>} api
 * @property {(args: readonly string[], input?: string) => Promise<string>} kubectl as administrator
 * @property {string} kube the program that holds kubectl
 * @property {Record<string, string>} kubeconfigs by user
 * @property {{ seen(namespace: string, host: string): unknown }} mesh what users saw
 * @property {string} metricsUrl Prometheus
 * @property {string} flaggerUrl
 *
 * @typedef {object} WorldOptions
 * @property {string} namespace
 * @property {object} [analysis] of the Canary, beside the usual one
 * @property {object} [spec] of the Canary
 * @property {boolean} [withoutFlagger] a plain Deployment and Service
 * @property {boolean} [ownService] a Service that was there before the Canary; otherwise Flagger makes it
 * @property {string} [users] the service whose users are watched
 */

/**
 * One service under Flagger in a namespace of its own, and what happens to it second by second.
 *
 * @param {Cluster} cluster
 * @param {ReturnType<typeof import('./observer.mjs').startObserver>} observer
 * @param {WorldOptions} options
 */
export async function createWorld(cluster, observer, options) {
  const { namespace, withoutFlagger = false, ownService = false, users = service } = options
  const { kubectl, mesh } = cluster
  const startedAtMs = Date.now()
  const samples = []
  const marks = []
  let waiting = []
  let givenUp = null
  let zero = null
  let last = await mesh.seen(namespace, users)

  const now = () => ({ at: new Date().toISOString(), seconds: secondsAt(Date.now()) })
  const secondsAt = (ms) => Math.round((ms - startedAtMs) / 100) / 10

  await kubectl(['create', 'namespace', namespace])
  const manifests = [
    deployment({ namespace, name: service, version: '1.0.0' }),
    ...(withoutFlagger || ownService ? [serviceManifest({ namespace, name: service })] : []),
    ...(withoutFlagger ? [] : [canary({ ...options, name: service })])
  ]
  await kubectl(['apply'], manifests.join('---\n'))
  const unwatch = observer.watch(namespace, async (seen) => {
    const counted = await mesh.seen(namespace, users)
    const requests = counted.requests - last.requests
    const errors = counted.errors - last.errors
    last = counted
    const { at: sampledAt, seconds } = now()
    const errorRatio = requests > 0 ? Math.round((errors / requests) * 1_000) / 1_000 : null
    const sample = { sampledAt, seconds, ...stateOf(seen), errorRatio }
    samples.push(sample)
    waiting = waiting.filter(({ offer }) => !offer(sample))
  })

  const world = {
    namespace,
    name: service,
    cluster,
    options,
    samples,
    marks,
    startedAt: new Date(startedAtMs).toISOString(),
    get zero() {
      return zero
    },
    /** Marks the moment that the times of the scenario are counted from. */
    begin(label) {
      const mark = world.mark(label)
      zero = mark.seconds
      return mark
    },
    mark(label, more = {}) {
      const mark = { ...now(), label, ...more }
      marks.push(mark)
      return mark
    },
    /** Runs kubectl and keeps the command with what it said. */
    async run(label, args) {
      const mark = world.mark(label, { command: shellLine(args) })
      mark.said = (await kubectl(args)).trim()
      return mark.said
    },
    /** Waits for a sample that satisfies the question; fails after `withinSeconds`. */
    until(what, question, withinSeconds = 180) {
      const lastSeconds = secondsAt(Date.now()) + withinSeconds
      return new Promise((resolve, reject) => {
        if (givenUp !== null) reject(givenUp)
        const offer = (sample) => {
          const isFound = question(sample)
          if (isFound) resolve(sample)
          else if (sample.seconds > lastSeconds) {
            reject(new Error(`${namespace}: no ${what} within ${withinSeconds} s: ${JSON.stringify(sample)}`))
          } else return false
          return true
        }
        waiting.push({ offer, reject })
      })
    },
    /** Ends every wait, now and later. */
    giveUp(reason) {
      givenUp = reason
      for (const { reject } of waiting) reject(reason)
    },
    /** Goes on looking for a while. */
    watch(seconds) {
      const untilSeconds = secondsAt(Date.now()) + seconds
      return world.until('later sample', (sample) => sample.seconds >= untilSeconds, seconds + 60)
    },
    /** A new image, as a pipeline would set it. */
    async release(version) {
      await kubectl(['-n', namespace, 'set', 'image', `deployment/${service}`, `app=app:${version}`])
      world.mark(`release of ${version}`)
    },
    /** Waits for Flagger to take over, and brings a bad release before users: 1.1.0-bad fails 30 % of its requests. */
    async badRelease(version = '1.1.0-bad') {
      await world.until('primary', isInitialized)
      await world.release(version)
      await world.until('release on trial', isOnTrial)
      await world.until('errors of users', ({ errorRatio }) => errorRatio > 0)
      await world.watch(2)
    },
    /** The Canary's events, oldest first by when each was last said, with how often. */
    async events() {
      const items = await cluster.api.list(`/api/v1/namespaces/${namespace}/events`)
      return items
        .filter(({ involvedObject }) => involvedObject.kind === 'Canary')
        .toSorted((a, b) => a.lastTimestamp.localeCompare(b.lastTimestamp))
        .map(({ type, message, lastTimestamp, count }) => ({ at: lastTimestamp, type, message, count }))
    },
    close: unwatch
  }
  return world
}

/** @param {import('./observer.mjs').Seen} seen */
function stateOf({ deployments, canary: owner, virtualService }) {
  const routes = virtualService?.spec.http?.[0]?.route
  const status = owner?.status
  return {
    phase: status?.phase ?? null,
    failedChecks: status?.failedChecks ?? null,
    message: status?.conditions?.[0]?.message ?? null,
    weights: routes
      ? Object.fromEntries(routes.map(({ destination, weight = 0 }) => [destination.host.split('.')[0], weight]))
      : null,
    workloads: Object.fromEntries(deployments.map((one) => [one.metadata.name, workloadOf(one)]))
  }
}

function workloadOf({ spec, status }) {
  return {
    image: spec.template.spec.containers[0].image,
    replicas: spec.replicas,
    ready: status?.readyReplicas ?? 0
  }
}
