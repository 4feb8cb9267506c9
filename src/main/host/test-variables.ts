/** What tests may set: another clock, another exercise, a file that is written. */
const ofTests = ['BACKOUT_E2E', 'BACKOUT_CLOCK', 'BACKOUT_DRILL_ARGS', 'BACKOUT_DRILL_CONTROL_FILE'] as const

/**
 * Takes the variables of tests out of an environment. In a packaged app they would let whoever sets them date the record, and
 * let minutes of a proof pass in seconds.
 */
export function dropTestVariables(env: Record<string, string | undefined>): void {
  for (const name of ofTests) delete env[name]
}
