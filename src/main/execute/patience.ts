/** A signal that ends waiting some time after a stop, and at once at the end of the session. */
export interface Patience {
  readonly signal: AbortSignal
  /** Frees the timer. */
  end(): void
}

/** The operator's stop ends the waiting, not the reading: what is there is still looked up for `graceMs` of real time. */
export function patienceAfter(stop: AbortSignal, ending: AbortSignal, graceMs: number): Patience {
  const late = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const startTimer = (): void => {
    timer = setTimeout(() => late.abort(new Error('stopped by the operator')), graceMs)
  }
  if (stop.aborted) startTimer()
  else stop.addEventListener('abort', startTimer, { once: true })
  return {
    signal: AbortSignal.any([ending, late.signal]),
    end() {
      stop.removeEventListener('abort', startTimer)
      clearTimeout(timer)
    }
  }
}
