import { setMaxListeners } from 'node:events'

/**
 * Runs `work` with a signal that is aborted as soon as one of the given ones is. Unlike `AbortSignal.any`, which leaves
 * a small trace in signals that live as long as the process (nodejs/node issue 54614), nothing stays behind.
 */
export async function withJoinedAbort<T>(
  signals: readonly (AbortSignal | undefined)[],
  work: (abort: AbortSignal) => Promise<T>
): Promise<T> {
  const joined = new AbortController()
  const sources = signals.filter((signal) => signal !== undefined)
  const stop = (): void => joined.abort()
  // Many requests at once share the signal of their connection; that is no leak to warn of.
  if (sources.length > 0) setMaxListeners(0, ...sources)
  for (const source of sources) {
    if (source.aborted) joined.abort()
    source.addEventListener('abort', stop, { once: true })
  }
  try {
    return await work(joined.signal)
  } finally {
    for (const source of sources) source.removeEventListener('abort', stop)
  }
}
