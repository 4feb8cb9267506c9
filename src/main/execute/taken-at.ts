/** What clocks that agree are apart at most, and the whole seconds of HTTP dates, milliseconds of real time. */
const slackMs = 2_000

export interface Between {
  /** When the request was about to be sent, ISO on the clock of the run's place. */
  readonly startedAt: string
  /** When its answer was there, or what became of it was read, on the same clock. */
  readonly endedAtMs: number
  /** Of that clock: simulated milliseconds per real one. */
  readonly speed: number
}

/**
 * When a change was taken, as the other side says, and never before its request was sent nor after it was known: one that is
 * dated back would let a proof take samples of the time before, and one that is dated forth would let it wait for ever. Servers
 * behind one address need not agree on the time, and one may lie.
 */
export function takenAt(said: string, { startedAt, endedAtMs, speed }: Between): string {
  const slack = slackMs * Math.max(1, speed)
  const saidMs = Date.parse(said)
  if (saidMs < Date.parse(startedAt) - slack) return startedAt
  return saidMs > endedAtMs + slack ? new Date(endedAtMs).toISOString() : said
}
