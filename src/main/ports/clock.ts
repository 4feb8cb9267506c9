/** The console's clock: ages, windows, verification. Network deadlines use real time instead. */
export interface Clock {
  now(): Date
  /** Simulated milliseconds per real millisecond; 1 on a real cluster. */
  readonly speed: number
  /** Resolves after `ms` of this clock's time; rejects with the abort reason. */
  sleep(ms: number, abort?: AbortSignal): Promise<void>
}
