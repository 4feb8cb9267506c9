/**
 * Runs `work` with a signal that is aborted with the given one, or after `ms` of real time with a `TimeoutError`.
 * `AbortSignal.any` over `AbortSignal.timeout` would not do: in Node 20 nothing keeps the inner signal alive, and after
 * the next garbage collection it never fires.
 */
export async function withDeadline<T>(
  abort: AbortSignal,
  ms: number,
  work: (abort: AbortSignal) => Promise<T>
): Promise<T> {
  const joined = new AbortController()
  const stop = (): void => joined.abort(abort.reason)
  const timer = setTimeout(() => joined.abort(new DOMException(`No answer within ${ms} ms`, 'TimeoutError')), ms)
  abort.addEventListener('abort', stop, { once: true })
  if (abort.aborted) stop()
  try {
    return await work(joined.signal)
  } finally {
    clearTimeout(timer)
    abort.removeEventListener('abort', stop)
  }
}
