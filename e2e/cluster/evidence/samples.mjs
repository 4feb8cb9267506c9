/**
 * What a timeline holds of one moment.
 *
 * @typedef {object} Sample
 * @property {string} sampledAt UTC, ISO
 * @property {number} seconds since the world was made
 * @property {string | null} phase of the Canary; null where there is none
 * @property {number | null} failedChecks
 * @property {string | null} message of the Canary's only condition
 * @property {Record<string, number> | null} weights of the VirtualService, by host; null where there is none
 * @property {Record<string, Workload>} workloads every Deployment of the namespace, by name
 * @property {number | null} errorRatio failed requests of users ÷ their requests since the sample before, 0 to 1; null
 *   without requests
 *
 * @typedef {{ image: string, replicas: number, ready: number }} Workload
 */

/** The service that most scenarios are about; Flagger derives the other names from it. */
export const service = 'product-service'

export const targetOf = (/** @type {Sample} */ { workloads }) => workloads[service] ?? null
export const primaryOf = (/** @type {Sample} */ { workloads }) => workloads[`${service}-primary`] ?? null
export const versionOf = (/** @type {Workload | null | undefined} */ workload) => workload?.image.split(':')[1] ?? null
/** Whether more than that share of users' requests failed; false while there were none. */
export const usersSee = (/** @type {Sample} */ { errorRatio }, above = 0) => errorRatio !== null && errorRatio > above

/**
 * Share of the traffic that the routes give the canary, 0 to 1; null without routes. Proxies use weight ÷ sum.
 *
 * @param {Sample} sample
 */
export function canaryShare({ weights }) {
  if (weights === null) return null
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0)
  return total === 0 ? 0 : (weights[`${service}-canary`] ?? 0) / total
}

export const isInitialized = (/** @type {Sample} */ { phase }) => phase === 'Initialized' || phase === 'Succeeded'
export const isOnTrial = (/** @type {Sample} */ sample) =>
  sample.phase === 'Progressing' && (canaryShare(sample) ?? 0) > 0
export const hasFailed = (/** @type {Sample} */ { phase }) => phase === 'Failed'
/** Flagger's own clean end: all traffic on the primary, no pod of the release left. */
export const hasFailedCleanly = (/** @type {Sample} */ sample) =>
  hasFailed(sample) && canaryShare(sample) === 0 && targetOf(sample)?.replicas === 0

/**
 * The phases in their order, repetitions left out.
 *
 * @param {readonly Sample[]} samples
 */
export function phasesOf(samples) {
  const phases = samples.map(({ phase }) => phase)
  return phases.filter((phase, index) => phase !== phases[index - 1])
}

/** So many samples without an error count as the end of the errors. */
const quietSamples = 3

/**
 * Seconds from a moment until users see no error any more, for as long as was watched; null when the errors did not end.
 *
 * @param {readonly Sample[]} samples
 * @param {number} fromSeconds
 */
export function secondsToZeroErrors(samples, fromSeconds) {
  const counted = samples.filter(({ seconds, errorRatio }) => seconds >= fromSeconds && errorRatio !== null)
  const lastError = counted.findLastIndex((sample) => usersSee(sample))
  const quiet = counted.slice(lastError + 1)
  const [first] = quiet
  if (first === undefined || quiet.length < quietSamples) return null
  return Math.round((first.seconds - fromSeconds) * 10) / 10
}
