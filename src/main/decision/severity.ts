import type { VerdictLevel } from '../../contract/index.ts'

/** The order of the levels; of several that apply the highest counts. */
export const severity: Readonly<Record<VerdictLevel, number>> = {
  hold: 0,
  watch: 1,
  wait: 2,
  prepare: 3,
  rollBack: 4,
  declareIncident: 5
}
