import { shellLine } from './commands.mjs'
import { canary, deployment, service as serviceManifest } from './manifests.mjs'
import { isInitialized, isOnTrial, service, usersSee } from './samples.mjs'

/**
 * What the scenarios need of a control plane.
 *
 * @typedef {object} Cluster
 * @property {ReturnType<typeof import('../api.mjs').createApi>} api
 * @property {(args: readonly string[], input?: string) => Promise<string>} kubectl as administrator
 * @property {string} kube the program that holds kubectl
 * @property {Record<string, string>} kubeconfigs by user
 * @property {{ seen(namespace: string, host: string): Counted | Promise<Counted> }} mesh what users saw so far
 * @property {string} metricsUrl Prometheus
 * @property {string} flaggerUrl
 *
 * @typedef {{ requests: number, errors: number }} Counted
 * @typedef {import('./samples.mjs').Sample} Sample
 *
 * Something that was done or that happened.
 *
 * @typedef {object} Mark
 * @property {string} at UTC, ISO
 * @property {number} seconds since the world was made
 * @property {string} label
 * @property {string} [command]
 * @property {string} [said]
 *
 * What a scenario writes down while it is played, for its verdict.
 *
 * @typedef {object} Noted
 * @property {Sample} [frozen] while everything stood still
 * @property {Sample} [beforeChange]
 * @property {number | null} [shareAtFailure]
 * @property {number | null} [shareAtFirstFailure]
 * @property {Times} [times]
 * @property {string} [answer] to the procedure's question
 * @property {Record<string, number>} [lastValues] of the checks
 * @property {readonly Record<string, string | null>[]} [rounds] versions by Deployment after each round
 *
 * How long the automatic rollback took, seconds.
 *
 * @typedef {object} Times
 * @property {number} fromFirstFailedCheckSeconds
 * @property {number} fromFirstUserSeconds
 * @property {number} fromTakenSeconds
 * @property {number} fromReleaseSeconds
 * @property {number} ticksForPods
 *
 * @typedef {Awaited<ReturnType<typeof import('./gate.mjs').startGate>>} Gate
 *
 * @typedef {object} WorldOptions
 * @property {string} namespace
 * @property {object | undefined} [analysis] of the Canary, beside the usual one
 * @property {object | undefined} [spec] of the Canary
 * @property {boolean | undefined} [withoutFlagger] a plain Deployment and Service
 * @property {boolean | undefined} [ownService] a Service that was there before the Canary; otherwise Flagger makes it
 * @property {string | undefined} [users] the service whose users are watched
 * @property {Gate | undefined} [gate] that its Canary may ask
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
  /** @type {Sample[]} */
  const samples = []
  /** @type {Mark[]} */
  const marks = []
  /** @type {{ offer: (sample: Sample) => boolean, reject: (reason: unknown) => void }[]} */
  let waiting = []
  /** @type {unknown} */
  let givenUp = null
  /** @type {number | null} */
  let zero = null
  let last = await mesh.seen(namespace, users)

  const now = () => ({ at: new Date().toISOString(), seconds: secondsAt(Date.now()) })
  const secondsAt = (/** @type {number} */ ms) => Math.round((ms - startedAtMs) / 100) / 10

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
    /** @type {Noted} */
    noted: {},
    /** @throws Error when the scenario has none */
    get gate() {
      if (options.gate === undefined) throw new Error(`${namespace} has no gate`)
      return options.gate
    },
    /** @throws Error before it has begun */
    get zero() {
      if (zero === null) throw new Error(`${namespace} was not begun`)
      return zero
    },
    /** @throws Error before the first one */
    get last() {
      const sample = samples.at(-1)
      if (sample === undefined) throw new Error(`${namespace} was not looked at yet`)
      return sample
    },
    /**
     * Marks the moment that the times of the scenario are counted from.
     *
     * @param {string} label
     */
    begin(label) {
      const mark = world.mark(label)
      zero = mark.seconds
      return mark
    },
    /**
     * @param {string} label
     * @param {{ command?: string }} [more]
     */
    mark(label, more = {}) {
      /** @type {Mark} */
      const mark = { ...now(), label, ...more }
      marks.push(mark)
      return mark
    },
    /**
     * Runs kubectl and keeps the command with what it said.
     *
     * @param {string} label
     * @param {readonly string[]} args
     */
    async run(label, args) {
      const mark = world.mark(label, { command: shellLine(args) })
      mark.said = (await kubectl(args)).trim()
      return mark.said
    },
    /**
     * Waits for a sample that satisfies the question; fails after `withinSeconds`.
     *
     * @param {string} what
     * @param {(sample: Sample) => boolean} question
     * @returns {Promise<Sample>}
     */
    until(what, question, withinSeconds = 180) {
      const lastSeconds = secondsAt(Date.now()) + withinSeconds
      return new Promise((resolve, reject) => {
        if (givenUp !== null) reject(givenUp)
        const offer = (/** @type {Sample} */ sample) => {
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
    /**
     * Ends every wait, now and later.
     *
     * @param {unknown} reason
     */
    giveUp(reason) {
      givenUp = reason
      for (const { reject } of waiting) reject(reason)
    },
    /**
     * Goes on looking for a while.
     *
     * @param {number} seconds
     */
    watch(seconds) {
      const untilSeconds = secondsAt(Date.now()) + seconds
      return world.until('later sample', (sample) => sample.seconds >= untilSeconds, seconds + 60)
    },
    /**
     * A new image, as a pipeline would set it.
     *
     * @param {string} version
     */
    async release(version) {
      await kubectl(['-n', namespace, 'set', 'image', `deployment/${service}`, `app=app:${version}`])
      world.mark(`release of ${version}`)
    },
    /** Waits for Flagger to take over, and brings a bad release before users: 1.1.0-bad fails 30 % of its requests. */
    async badRelease(version = '1.1.0-bad') {
      await world.until('primary', isInitialized)
      await world.release(version)
      await world.until('release on trial', isOnTrial)
      await world.until('errors of users', (sample) => usersSee(sample))
      await world.watch(2)
    },
    /** The Canary's events, oldest first by when each was last said, with how often. */
    async events() {
      /** @type {readonly import('../objects.ts').Event[]} */
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
      ? Object.fromEntries(routes.map(({ destination, weight = 0 }) => [destination.host.split('.')[0] ?? '', weight]))
      : null,
    workloads: Object.fromEntries(deployments.map((one) => [one.metadata.name, workloadOf(one)]))
  }
}

/** @param {import('../objects.ts').Deployment} deployment */
function workloadOf({ spec, status }) {
  return {
    image: spec.template.spec.containers[0].image,
    replicas: spec.replicas,
    ready: status?.readyReplicas ?? 0
  }
}
