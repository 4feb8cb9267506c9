import type { Measure, ServiceRow } from '../../contract/index.ts'
import type { Limits } from '../ports/limits.ts'
import type { ServiceMetrics } from '../ports/metrics.ts'
import { findBaseline } from './baseline.ts'

/** A latency is held against the time before a release only while that release is a suspect. */
const suspectForMs = 24 * 3_600_000

/** Each takes two queries a moment: a namespace full of fresh releases is read over several polls. */
const readsAtOnce = 4

const noRelease: Measure = { state: 'unknown', why: 'noSamples', detail: 'No release in the last day to compare with.' }
const awaited: Measure = { state: 'unknown', why: 'loading', detail: 'The time before the release is being read.' }
const notThere: Measure = {
  state: 'unknown',
  why: 'noSamples',
  detail: 'The time before this release was not measured.'
}

/** Which release of which Deployment. */
export type Release = Pick<ServiceRow, 'ref' | 'uid' | 'changedAt'>

export interface NormalLatencies {
  /**
   * Reads what is missing, the newest releases first. `moments` are times before the releases of one of them.
   * @throws FailureError when Prometheus does not answer.
   */
  read(
    metrics: Pick<ServiceMetrics, 'service'>,
    releases: readonly Release[],
    moments: (release: Release) => readonly string[],
    at: { readonly now: Date; readonly abort: AbortSignal }
  ): Promise<void>
  /** P95 in milliseconds just before a release, or why it is unknown. */
  before(release: Release, now: Date): Measure
}

/** What latency was normal for each service of a namespace: read once a release. */
export function createNormalLatencies(limits: Limits): NormalLatencies {
  const known = new Map<string, Measure>()
  return {
    async read(metrics, releases, moments, { now, abort }) {
      const missing = releases
        .filter((release) => isSuspect(release, now) && !known.has(keyOf(release)))
        .toSorted((a, b) => (a.changedAt < b.changedAt ? 1 : -1))
      for (const release of missing.slice(0, readsAtOnce)) {
        const found = await findBaseline(metrics, release.ref, moments(release), limits, abort)
        known.set(keyOf(release), found?.signals.p95.measure ?? notThere)
      }
    },
    before: (release, now) => (isSuspect(release, now) ? (known.get(keyOf(release)) ?? awaited) : noRelease)
  }
}

function isSuspect({ changedAt }: Release, now: Date): boolean {
  return now.getTime() - Date.parse(changedAt) < suspectForMs
}

function keyOf({ uid, changedAt }: Release): string {
  return `${uid} ${changedAt}`
}
