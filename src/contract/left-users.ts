/** No route sends users to a workload. */
export interface UsersLeft {
  readonly workload: string
  /** Since when, ISO; null where it was so when it was looked at first. */
  readonly sinceAt: string | null
  /** When that was seen first, ISO: the latest that it can have been. */
  readonly seenAt: string
}
