/** Seconds between two ticks of a Canary: the shortest that Flagger keeps (pkg/apis/flagger/v1beta1/canary.go GetAnalysisInterval). */
export const tickSeconds = 10
/** When in an interval something is done: well after the tick, which may be late on a busy machine, and well before the next. */
export const doneAtSeconds = 4
/** When both are looked at, in the same interval: the next tick of a busy Flagger may seem early, because the one before was late. */
export const lookedAtSeconds = 7.5
