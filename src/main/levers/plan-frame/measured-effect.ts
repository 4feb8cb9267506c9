/**
 * From an approval to the last request on the bad version, as measured through real proxies: the slowest of its kind, in whole
 * seconds rounded up, as milliseconds. A test holds them to docs/evidence/traffic.
 */
export const measuredEffectMs = {
  /** Weights of a route that the console writes. */
  byWeights: 5_000,
  /** Weights that the controller of a Rollout writes. */
  byRollout: 4_000,
  /** New pods that get ready within a second: it never takes less, however quick those of a service are. */
  byPods: 6_000,
  /** The same beside 200 Deployments that are released at once: each of its pods waits in line with theirs. */
  byPodsInCrowd: 87_000
} as const

/** From so many services on a plan is itself such a crowd: half of the measured one. */
const crowd = 100

/**
 * Until pods are replaced that take so long, milliseconds in and out: not less than was ever measured.
 *
 * @param services how many are rolled back together
 */
export function podsEffectMs(expectedMs: number, services = 1): number {
  return Math.max(expectedMs, services < crowd ? measuredEffectMs.byPods : measuredEffectMs.byPodsInCrowd)
}
