/** Seconds between two ticks of a Canary: the shortest that Flagger keeps (pkg/apis/flagger/v1beta1/canary.go GetAnalysisInterval). */
export const tickSeconds = 10
/** When in an interval something is done: well after the tick, which may be late on a busy machine, and well before the next. */
export const doneAtSeconds = 4
/** When the drill is looked at, in the same interval. */
export const lookedAtSeconds = 8
/**
 * From when to when a real one is looked at: kubectl takes seconds to start on a busy machine, and where one tick was late the next
 * one seems early. What both agree on must have stood at one of these moments.
 */
export const lookedFromSeconds = 6
export const lookedToSeconds = 9.6
