/**
 * From where on the decision matrix asks for more than a look: what is better than all of these is well. Read off the matrix,
 * so that a limit is written once.
 */
export interface Limits {
  /** 0 to 1; a service with fewer errors is well. */
  readonly errorRatio: number
  /** 0 to 1; a service that is available for more is well. */
  readonly availability: number
  /** A P95 of less than so many times normal is well. */
  readonly latencyTimesNormal: number
  /** A share of fewer requests than these is told with its confidence interval, and held against a limit by that. */
  readonly fewRequests: number
}
