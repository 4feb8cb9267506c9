import type { Measure } from '../../contract/index.ts'

const reasons = {
  loading: 'reading',
  noPrometheus: 'no metrics found',
  notAnswering: 'Prometheus does not answer',
  forbidden: 'not allowed',
  noTraffic: 'no traffic',
  noSamples: 'no samples',
  sampledRarely: 'sampled too rarely',
  partial: 'incomplete answer',
  mixedClusters: 'several clusters',
  cannotTell: 'cannot tell',
  unusable: 'unusable samples'
} as const

/** Why a measure is unknown, in two or three words. */
export function whyUnknown(measure: Extract<Measure, { state: 'unknown' }>): string {
  return reasons[measure.why]
}
